import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { permissions, type Role } from '@portolan/contracts'
import type { FastifyRequest } from 'fastify'
import { actAs } from '../database/context'
import { DomainError } from '../errors'
import { accessKey, type Access } from './access'

/** Global, so that no spelling of a path goes round it: it runs where the route does. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /**
   * From here on everything runs as the caller. Throws a DomainError: 401 without a valid token, 403 when the role lacks
   * the route's permission.
   */
  canActivate(execution: ExecutionContext): boolean {
    const request = execution.switchToHttp().getRequest<FastifyRequest>()
    const rule = this.reflector.getAllAndOverride<Access>(accessKey, [execution.getHandler(), execution.getClass()])
    if ('public' in rule) {
      request.caller = null
      return true
    }
    if (!request.caller) throw unauthenticated(request.headers.authorization !== undefined)
    const allowed: readonly Role[] = permissions[rule.can]
    if (allowed.includes(request.caller.role)) {
      actAs(request.caller)
      return true
    }
    throw new DomainError('forbidden', 'permission.denied', 'Your role does not allow this', {
      params: { permission: rule.can },
    })
  }
}

function unauthenticated(tokenGiven: boolean): DomainError {
  return tokenGiven
    ? new DomainError('unauthenticated', 'token.invalid', 'The access token is not valid or has expired')
    : new DomainError('unauthenticated', 'token.missing', 'Sign in first: an access token is needed')
}
