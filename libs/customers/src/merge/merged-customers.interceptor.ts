import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import { Database, DomainError, MovedTo } from '@portolan/platform'
import type { FastifyRequest } from 'fastify'
import { catchError, from, type Observable, switchMap, throwError } from 'rxjs'
import { MergeQueries } from './merge.queries'

/**
 * Ids of merged customers keep answering, on every route below `customers/:id`, whichever lib has it: readers are led
 * to who is left, writers are told. Asked only where a customer was found missing.
 */
@Injectable()
export class MergedCustomersInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly merges: MergeQueries,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = execution.switchToHttp().getRequest<FastifyRequest<{ Params: { id?: string } }>>()
    const { id } = request.params
    if (!id) return next.handle()
    return next.handle().pipe(
      catchError((error: unknown) => {
        const isMissing = error instanceof DomainError && error.reason === 'customer.missing'
        if (!isMissing) return throwError(() => error)
        return from(this.instead(request, id, error)).pipe(switchMap((found) => throwError(() => found)))
      }),
    )
  }

  private async instead({ caller, url }: FastifyRequest, id: string, missing: DomainError): Promise<DomainError> {
    if (!caller || !/^[0-9a-f-]{36}$/i.test(id)) return missing
    const { tenant, user, role } = caller
    const into = await this.db.as({ tenant, user, role }, () => this.merges.leadsTo(id.toLowerCase()))
    if (!into) return missing
    return new MovedTo('customer.merged', `This customer was merged into ${into}`, url.replace(id, into), { into })
  }
}
