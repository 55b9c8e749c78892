// The one place that speaks HTTP about errors. What it does not know is a 500 that tells nothing.
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import { errorCodes, httpStatusOf, type ErrorKind } from '@portolan/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError, MovedTo } from '../errors'
import { log } from '../observe/log'
import { databaseError } from './database-errors'
import { jsonType, metaText } from './envelope'
import { errorSentence } from './messages'
import { KnownRoutes } from './known-routes'

@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly routes: KnownRoutes) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()]
    const error = this.translate(thrown, request, reply)
    const leads = error instanceof MovedTo && (request.method === 'GET' || request.method === 'HEAD')
    const status = leads ? 301 : httpStatusOf(error.kind)
    if (status === 500 || thrownByDatabase(thrown, error)) {
      log.error({ err: thrown, request_id: request.id, reason: error.reason }, 'a request failed')
    }
    request.refusal = error.reason
    if (reply.sent) return
    // The id may answer for itself again, so nobody may keep this; hooks.ts says no-store for every answer.
    if (leads) void reply.header('location', error.location)
    for (const [name, value] of Object.entries(headersOf(error))) void reply.header(name, value)
    if (status === 413) hearOut(request, reply)
    void reply.status(status).header('content-type', jsonType).send(this.body(error, request))
  }

  private translate(thrown: unknown, request: FastifyRequest, reply: FastifyReply): DomainError {
    if (thrown instanceof DomainError) return thrown
    if (thrown instanceof HttpException) return this.fromStatus(thrown.getStatus(), request, reply)
    const { statusCode } = (thrown ?? {}) as { statusCode?: unknown }
    if (typeof statusCode === 'number' && statusCode < 500) return this.fromStatus(statusCode, request, reply)
    return databaseError(thrown) ?? new DomainError('internal', 'internal', 'Something went wrong on our side')
  }

  /** Errors of Nest and Fastify themselves: unknown routes, bodies that cannot be read. */
  private fromStatus(status: number, request: FastifyRequest, reply: FastifyReply): DomainError {
    if (status !== 404) return frameworkError(status)
    const methods = this.routes.methodsOf(request.url)
    if (!methods.length) return new DomainError('missing', 'route.missing', 'There is nothing at this address')
    void reply.header('allow', methods.join(', '))
    return new DomainError('method', 'method.unsupported', `${request.method} is not possible here`, {
      params: { method: request.method, allowed: methods.join(', ') },
    })
  }

  private body(said: DomainError, request: FastifyRequest): string {
    const { kind, reason, details } = said
    const text = errorSentence(said, request.language) ?? said.message
    const error = { code: errorCodes[kind], reason, message: text, ...(details ? { details } : {}) }
    return `{"error":${JSON.stringify(error)},"meta":{${metaText(request)}}}`
  }
}

/** Bytes of a refused body that are still read, and thrown away; who announces more is cut off. */
const heardOut = 32 * 1024 * 1024

/** Fastify would close the connection at once, and who is still sending would see that in place of the answer. */
function hearOut({ headers }: FastifyRequest, reply: FastifyReply): void {
  if (Number(headers['content-length']) <= heardOut) void reply.removeHeader('connection')
}

const frameworkErrors: Partial<Record<number, [ErrorKind, string, string]>> = {
  405: ['method', 'method.unsupported', 'This method is not possible here'],
  406: ['unsupported_type', 'body.unsupported_type', 'A file is needed; send multipart/form-data'],
  413: ['too_large', 'body.too_large', 'The body is too large'],
  415: ['unsupported_type', 'body.unsupported_type', 'Bodies of this type are not understood; send application/json'],
}

function frameworkError(status: number): DomainError {
  const [kind, reason, message] = frameworkErrors[status] ?? [
    'malformed',
    'body.malformed',
    'The request cannot be read',
  ]
  if (status >= 500) return new DomainError('internal', 'internal', 'Something went wrong on our side')
  return new DomainError(kind, reason, message)
}

function headersOf({ kind, params }: DomainError): Record<string, string> {
  const wait = params.retry_after ?? (kind === 'unavailable' ? 5 : undefined)
  return {
    ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
    ...(kind === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
  }
}

function thrownByDatabase(thrown: unknown, error: DomainError): boolean {
  return thrown !== error && error.kind === 'unavailable'
}
