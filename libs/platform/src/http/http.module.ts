import { Global, Module } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core'
import { AccessCheck } from '../auth/access-check'
import { AuthGuard } from '../auth/auth.guard'
import { Tokens } from '../auth/tokens'
import { DeprecationGuard } from './deprecated'
import { AnswerFormGuard } from './envelope'
import { ErrorFilter } from './error.filter'
import { IdempotencyInterceptor } from './idempotency.interceptor'
import { KnownRoutes } from './known-routes'
import { RateLimitGuard, RateLimits } from './rate-limit'
import { RedisConnection } from './redis'
import { RouteInterceptors } from './route-interceptors'
import { UnreadGuard } from './unread.guard'
import { validationPipe } from './validation'

/** What every route of the API goes through, in this order: limits, access, the body's rules. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    AccessCheck,
    IdempotencyInterceptor,
    KnownRoutes,
    RateLimits,
    RedisConnection,
    RouteInterceptors,
    Tokens,
    { provide: APP_GUARD, useClass: DeprecationGuard },
    { provide: APP_GUARD, useClass: AnswerFormGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: UnreadGuard },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
  exports: [KnownRoutes, RedisConnection, RouteInterceptors, Tokens],
})
export class HttpModule {
  constructor(routes: RouteInterceptors, idempotency: IdempotencyInterceptor) {
    routes.add(idempotency, ({ isPost, isPublic }) => isPost && !isPublic)
  }
}
