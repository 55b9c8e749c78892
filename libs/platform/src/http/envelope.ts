// Answers of routes in the envelope of DESIGN §5. JSON text from PostgreSQL is spliced in, never parsed.
//
// The adapter puts them in as it replies, and a guard tells it of the route. Nest has interceptors for both, but each of
// them costs every request some promises and observables more, which is most of what a fast list takes in this process.
import { Injectable, SetMetadata, StreamableFile, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Json, JsonPage } from './json'
import { linksOf, totalPages } from './links'

const bareKey = 'portolan:bare'
export const locationKey = 'portolan:location'
export const jsonType = 'application/json; charset=utf-8'

/** Sends what the route answers as it is, without the envelope. */
export function Bare(): MethodDecorator {
  return SetMetadata(bareKey, true)
}

/** How a route answers. */
export interface AnswerForm {
  readonly isBare: boolean
  /** Where what it makes can be read, below the API; empty for the route's own address. */
  readonly location: string | undefined
}

/** An answer that is in its envelope already. */
export class Enveloped {
  constructor(readonly text: string) {}
}

type Handler = ReturnType<ExecutionContext['getHandler']>

/** Leaves the route's form of answer with the request. */
@Injectable()
export class AnswerFormGuard implements CanActivate {
  private readonly forms = new Map<Handler, AnswerForm>()

  constructor(private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    execution.switchToHttp().getRequest<FastifyRequest>().answerForm = this.formOf(execution.getHandler())
    return true
  }

  private formOf(handler: Handler): AnswerForm {
    const known = this.forms.get(handler)
    if (known) return known
    const isBare = this.reflector.get<boolean | undefined>(bareKey, handler) ?? false
    const form = { isBare, location: this.reflector.get<string | undefined>(locationKey, handler) }
    this.forms.set(handler, form)
    return form
  }
}

/** The text to send for an answer; files, nothing and the answers of bare routes stay what they are. */
export function enveloped(answer: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (answer instanceof Enveloped) {
    void reply.header('content-type', jsonType)
    return answer.text
  }
  const form = request.answerForm
  if (!form || form.isBare) return answer
  if (answer === undefined || answer instanceof StreamableFile || Buffer.isBuffer(answer)) return answer
  if (answer instanceof Json) addHeaders(answer, form, request, reply)
  void reply.header('content-type', jsonType)
  return answer instanceof JsonPage ? pageText(answer, request) : oneText(answer, request)
}

function addHeaders({ extras }: Json, { location }: AnswerForm, request: FastifyRequest, reply: FastifyReply): void {
  const { id, version } = extras
  if (version !== undefined) void reply.header('etag', `W/"${version}"`)
  if (location === undefined || !id) return
  const address = location ? `/api/v1/${location}` : (request.url.split('?', 1)[0] ?? '').replace(/\/$/, '')
  void reply.header('location', `${address}/${id}`)
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
