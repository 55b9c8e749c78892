// Bodies that are signed: the signature is over the very bytes, so nothing may have read them before.
import { applyDecorators } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiConsumes } from '@nestjs/swagger'
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify'

/** Shops send orders of hundreds of lines. */
const largestRawBody = 10 * 1024 * 1024
const otherTypes = ['application/x-www-form-urlencoded', 'text/plain']

/** The route's `request.body` is a Buffer of what was sent, whatever its type; it judges it by itself (`@Req()`). */
export function RawBody(): MethodDecorator {
  return applyDecorators(RouteConfig({ rawBody: true }), ApiConsumes('application/json'))
}

export function isRaw(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { rawBody?: boolean }).rawBody === true
}

/** Forms and plain texts are bodies for these routes only. */
export function addRawBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if ((route.config as { rawBody?: boolean } | undefined)?.rawBody) route.bodyLimit = largestRawBody
  })
  fastify.addContentTypeParser(otherTypes, { parseAs: 'buffer' }, (request, bytes, done) => {
    if (isRaw(request)) done(null, bytes)
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'] ?? ''))
  })
}
