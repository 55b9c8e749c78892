import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { Observable } from 'rxjs'
import { runInContext } from '../database/context'

/** Runs the route as its caller. The guard has cleared the caller of public routes. */
@Injectable()
export class ContextInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = execution.switchToHttp().getRequest<FastifyRequest>()
    if (!caller) return next.handle()
    const { user, tenant, role, session } = caller
    return new Observable((subscriber) =>
      runInContext({ user, tenant, role, session }, () => next.handle().subscribe(subscriber)),
    )
  }
}
