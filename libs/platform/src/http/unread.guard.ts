import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants'
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum'
import type { FastifyRequest } from 'fastify'
import { DomainError, invalid } from '../errors'
import { apiPrefix } from './adapter'
import { say } from './messages'

/** Where @nestjs/swagger keeps what `@ApiConsumes()` was given; it does not export the name. */
const apiConsumes = 'swagger/apiConsumes'

/** Refuses what a route would not read and so ignore: parameters, bodies, and forms in place of JSON. */
@Injectable()
export class UnreadGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const request = execution.switchToHttp().getRequest<FastifyRequest>()
    if (!request.routeOptions.url?.startsWith(`/${apiPrefix}/`)) return true
    const reads = whatIsRead(execution)
    const parameters = Object.keys(request.query as object)
    // class-transformer would drop this one in silence, wherever it is sent.
    refuse(reads(RouteParamtypes.QUERY) ? parameters.filter((name) => name === '__proto__') : parameters)
    if (reads(RouteParamtypes.BODY)) refuseForm(request)
    else if (!reads(RouteParamtypes.REQUEST) && !takesForms(execution)) refuse(Object.keys(request.body ?? {}))
    return true
  }
}

/** Routes with `@ApiConsumes()` read forms, and refuse anything else by themselves. */
function takesForms(execution: ExecutionContext): boolean {
  return Reflect.hasMetadata(apiConsumes, execution.getHandler())
}

/** Whether the route has `@Query()`, `@Body()` or `@Req()`; with the last it judges for itself. */
function whatIsRead(execution: ExecutionContext): (kind: RouteParamtypes) => boolean {
  const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, execution.getClass(), execution.getHandler().name)
  const keys = Object.keys(metadata ?? {})
  return (kind) => keys.some((key) => key.startsWith(`${kind}:`))
}

function refuse(names: readonly string[]): void {
  if (names.length) throw invalid(Object.fromEntries(names.map((name) => [name, [say('rule.whitelistValidation')]])))
}

function refuseForm(request: FastifyRequest): void {
  if (!request.isMultipart()) return
  throw new DomainError(
    'unsupported_type',
    'body.unsupported_type',
    'Bodies of this type are not understood; send application/json',
  )
}
