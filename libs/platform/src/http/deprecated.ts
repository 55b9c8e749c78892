// Operations that will go. Answers say so to programs (RFC 9745, RFC 8594), the OpenAPI document to people:
//   @Deprecated({ since: '2027-01-01', sunset: '2027-07-01', link: '/api/docs#/orders' })
import { applyDecorators, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { ApiExtension } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { isDay } from './resource/times'

export interface Deprecation {
  /** The day from which nobody should begin to use it. */
  readonly since: string
  /** The day from which it may be gone; later than `since`. */
  readonly sunset: string
  /** Where it is said what to use instead. */
  readonly link: string
}

const deprecationKey = 'portolan:deprecation'
/** How the OpenAPI document hears of it; `buildOpenApi` makes `deprecated` of it. */
export const deprecationExtension = 'x-deprecation'

/** Throws an Error for days that do not exist or come in the wrong order. */
export function Deprecated(deprecation: Deprecation): MethodDecorator & ClassDecorator {
  const { since, sunset, link } = deprecation
  if (!isDay(since) || !isDay(sunset) || sunset <= since) throw new Error(`@Deprecated: ${since} … ${sunset}`)
  if (!/^(\/|https:\/\/)[^\s<>"]+$/.test(link)) throw new Error(`@Deprecated: ${link} is no address`)
  return applyDecorators(SetMetadata(deprecationKey, deprecation), ApiExtension(deprecationExtension, deprecation))
}

export function deprecationHeaders({ since, sunset, link }: Deprecation): Record<string, string> {
  return {
    deprecation: `@${Date.parse(since) / 1000}`,
    sunset: new Date(sunset).toUTCString(),
    link: `<${link}>; rel="deprecation"; type="text/html"`,
  }
}

/** Before the route, so that a refusal carries the headers too. */
@Injectable()
export class DeprecationGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    const targets = [execution.getHandler(), execution.getClass()]
    const deprecation = this.reflector.getAllAndOverride<Deprecation | undefined>(deprecationKey, targets)
    if (deprecation) {
      void execution.switchToHttp().getResponse<FastifyReply>().headers(deprecationHeaders(deprecation))
    }
    return true
  }
}
