import { Global, Module } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core'
import { AccessCheck } from '../auth/access-check'
import { AuthGuard } from '../auth/auth.guard'
import { Tokens } from '../auth/tokens'
import { ContextInterceptor } from './context.interceptor'
import { DeprecationInterceptor } from './deprecated'
import { EnvelopeInterceptor } from './envelope.interceptor'
import { ErrorFilter } from './error.filter'
import { IdempotencyInterceptor } from './idempotency.interceptor'
import { KnownRoutes } from './known-routes'
import { RateLimitGuard, RateLimits } from './rate-limit'
import { RedisConnection } from './redis'
import { UnreadGuard } from './unread.guard'
import { validationPipe } from './validation'

/** What every route of the API goes through, in this order: limits, access, the caller's context, the body's rules. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    AccessCheck,
    KnownRoutes,
    RateLimits,
    RedisConnection,
    Tokens,
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: UnreadGuard },
    { provide: APP_INTERCEPTOR, useClass: DeprecationInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ContextInterceptor },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
  exports: [KnownRoutes, RedisConnection, Tokens],
})
export class HttpModule {}
