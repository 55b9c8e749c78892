import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  type ParamDecoratorEnhancer,
} from '@nestjs/common'
import { ApiHeader } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { DomainError, invalid } from '../errors'
import { say } from './messages'
import { ApiRefusal } from './resource/openapi'

const documented: ParamDecoratorEnhancer = (controller, method) => {
  const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(controller, method)
  if (method === undefined || !descriptor) return
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The `ETag` that was read: refuses the edit when somebody else was faster',
      schema: { type: 'string', example: 'W/"3"' },
    }),
    ApiRefusal(412, 'Somebody has changed it in the meantime'),
  )(controller, method, descriptor)
}

/** The version that the caller read (`If-Match: W/"3"`), or null when they don't say. */
export const IfMatch = createParamDecorator(
  (_: unknown, execution: ExecutionContext): number | null => {
    const header = execution.switchToHttp().getRequest<FastifyRequest>().headers['if-match']
    if (header === undefined || header === '*') return null
    const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1]
    if (version === undefined) throw invalid({ 'if-match': [say('header.if_match')] })
    return Number(version)
  },
  [documented],
)

/** 412: somebody else has edited the row since the caller read it. */
export function stale(): DomainError {
  return new DomainError('stale', 'version.stale', 'Somebody has changed this in the meantime; read it again')
}
