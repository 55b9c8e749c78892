// Fastify as the API runs it. `httpAdapter()` makes it, `prepareHttp(app)` adds what needs the application; tests and
// processes use the same two.
import type { INestApplication } from '@nestjs/common'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { constants } from 'node:zlib'
import { Tokens } from '../auth/tokens'
import { config } from '../config/config'
import { enveloped } from './envelope'
import { addHooks } from './hooks'
import { addJsonParser } from './json-body'
import { KnownRoutes } from './known-routes'
import { requestIdOf } from './request'

export const apiPrefix = 'api/v1'
const largestBody = 1024 * 1024

class Adapter extends FastifyAdapter {
  override registerParserMiddleware(): void {
    // Bodies are prepareHttp's: strict JSON and files, nothing else.
  }

  override reply(...[response, answer, status]: Parameters<FastifyAdapter['reply']>) {
    const reply = response as unknown as FastifyReply
    return super.reply(response, enveloped(answer, reply.request, reply), status)
  }
}

export function httpAdapter(): FastifyAdapter {
  return new Adapter({
    trustProxy: config.TRUSTED_PROXIES.length ? config.TRUSTED_PROXIES : false,
    bodyLimit: largestBody,
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) =>
      requestIdOf(request.headers['x-request-id']),
    requestTimeout: 0,
    connectionTimeout: 0,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  })
}

/** Call once, before `app.init()`. */
export async function prepareHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
  app.get(KnownRoutes).watch(fastify)
  addJsonParser(fastify)
  addHooks(fastify, app.get(Tokens))
  await fastify.register(cookie)
  await fastify.register(multipart, { limits: filesLimits, throwFileSizeLimit: true })
  await fastify.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  })
  if (config.CORS_ORIGINS.length) allowOrigins(app)
  app.setGlobalPrefix(apiPrefix, { exclude: ['health/live', 'health/ready', 'metrics'] })
  app.enableShutdownHooks()
}

const filesLimits = {
  files: 1,
  fileSize: config.UPLOAD_LIMIT_MB * 1024 * 1024,
  fields: 10,
  fieldSize: 100_000,
  parts: 11,
  headerPairs: 50,
}

function allowOrigins(app: INestApplication): void {
  app.enableCors({
    origin: config.CORS_ORIGINS,
    credentials: true,
    exposedHeaders: ['etag', 'location', 'retry-after', 'x-request-id', 'x-ratelimit-limit', 'x-ratelimit-remaining'],
    maxAge: 600,
  })
}
