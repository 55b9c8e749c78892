import {
  Injectable,
  SetMetadata,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { map, type Observable } from 'rxjs'
import { Json, JsonPage } from './json'
import { linksOf, totalPages } from './links'

const bareKey = 'portolan:bare'
export const locationKey = 'portolan:location'
export const jsonType = 'application/json; charset=utf-8'

/** Sends what the route answers as it is, without the envelope. */
export function Bare(): MethodDecorator {
  return SetMetadata(bareKey, true)
}

type Handler = ReturnType<ExecutionContext['getHandler']>

/** Puts answers into the envelope of DESIGN §5. JSON text from PostgreSQL is spliced in, never parsed. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = execution.getHandler()
    if (this.reflector.get<boolean>(bareKey, handler)) return next.handle()
    const http = execution.switchToHttp()
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()]
    return next.handle().pipe(
      map((answer: unknown) => {
        if (answer === undefined || answer instanceof StreamableFile || Buffer.isBuffer(answer)) return answer
        if (answer instanceof Json) this.headers(answer, handler, request, reply)
        void reply.header('content-type', jsonType)
        return answer instanceof JsonPage ? pageText(answer, request) : oneText(answer, request)
      }),
    )
  }

  private headers(
    { extras: { id, version } }: Json,
    handler: Handler,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    if (version !== undefined) void reply.header('etag', `W/"${version}"`)
    const at = this.reflector.get<string | undefined>(locationKey, handler)
    if (at === undefined || !id) return
    const address = at ? `/api/v1/${at}` : (request.url.split('?', 1)[0] ?? '').replace(/\/$/, '')
    void reply.header('location', `${address}/${id}`)
  }
}

export function metaText(request: FastifyRequest): string {
  return `"timestamp":"${new Date().toISOString()}","request_id":${JSON.stringify(request.id)}`
}

function oneText(answer: unknown, request: FastifyRequest): string {
  if (!(answer instanceof Json)) return `{"data":${JSON.stringify(answer)},"meta":{${metaText(request)}}}`
  const more = answer.extras.meta ? `${JSON.stringify(answer.extras.meta).slice(1, -1)},` : ''
  return `{"data":${answer.text},"meta":{${more}${metaText(request)}}}`
}

function pageText({ text, pagination, nextCursor }: JsonPage, request: FastifyRequest): string {
  const shown = {
    page: pagination.page,
    per_page: pagination.perPage,
    total: pagination.total,
    total_pages: totalPages(pagination),
    total_is_estimate: pagination.totalIsEstimate,
  }
  const links = linksOf(request.url, pagination, nextCursor)
  return (
    `{"data":${text},"meta":{"pagination":${JSON.stringify(shown)},${metaText(request)}},` +
    `"links":${JSON.stringify(links)}}`
  )
}
