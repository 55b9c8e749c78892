// Hooks around every request, whatever route it ends in: its id, its language, its ambient context, its log line.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Tokens } from '../auth/tokens'
import { runInContext } from '../database/context'
import { log } from '../observe/log'
import { requestSeconds } from '../observe/metrics'
import { bearerOf, languageOf } from './request'
import { securityHeaders } from './security-headers'

export function addHooks(fastify: FastifyInstance, tokens: Tokens): void {
  const everywhere = { ...securityHeaders(), 'cache-control': 'no-store' }
  fastify.decorateRequest('caller', null)
  fastify.decorateRequest('language', 'en')
  fastify.decorateRequest('refusal', null)
  fastify.decorateRequest('onAnswer', null)
  fastify.decorateRequest('answerForm', null)
  fastify.addHook('onRequest', (request, reply, done) => {
    const token = bearerOf(request.headers.authorization)
    request.caller = token === null ? null : tokens.verifyAccess(token)
    request.language = languageOf(request.headers['accept-language'], request.caller?.language)
    void reply.headers(everywhere).header('x-request-id', request.id)
    done()
  })
  // Not in onRequest: reading a body loses the ambient context. Everything after this hook runs inside it.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const nobody = { tenant: null, user: null, role: null, session: null }
    runInContext({ ...nobody, correlation: request.id, language: request.language }, done)
  })
  fastify.addHook('onResponse', (request, reply, done) => {
    request.onAnswer?.(reply.statusCode)
    measure(request, reply)
    done()
  })
}

function measure(request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'none'
  const { statusCode, elapsedTime } = reply
  requestSeconds.observe({ method: request.method, route, status: statusCode }, elapsedTime / 1000)
  if (route === '/health/live' || route === '/health/ready' || route === '/metrics') return
  const [path = '', query = ''] = request.url.split('?', 2)
  log.info(
    {
      request_id: request.id,
      method: request.method,
      route,
      // Values of parameters may be personal data; their names are not.
      path: route === 'none' || route.includes('*') ? path.slice(0, 200) : undefined,
      parameters: query ? [...new Set(new URLSearchParams(query).keys())].slice(0, 20) : undefined,
      status: statusCode,
      ms: Math.round(elapsedTime),
      tenant: request.caller?.tenant,
      user: request.caller?.user,
      refusal: request.refusal ?? undefined,
    },
    'request',
  )
}
