// A POST with an Idempotency-Key has its effect once: the key and the answer are written in the effect's own
// transaction, so that there is never one without the other. What was refused wrote nothing and may be sent again.
import { createHash } from 'node:crypto'
import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { from, lastValueFrom, type Observable } from 'rxjs'
import { Vault } from '../crypto/vault'
import { Database, sqlState } from '../database/database'
import { DomainError, invalid } from '../errors'
import { failpoint } from '../queue/failpoints'
import { jsonType } from './envelope.interceptor'
import { say } from './messages'

const keptHeaders = ['location', 'etag'] as const
const longestWaitMs = 5000
const lockTimedOut = '55P03'

interface Keyed {
  readonly key: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Whether the answer shows a secret. */
  readonly shows: boolean
}

interface Kept {
  readonly id: string
  readonly body_hash: string
  readonly status: number
  readonly headers: string
  readonly answer: string | null
}

const showsSecretKey = Symbol('shows a secret')

/** The route's answer shows a secret once: what is kept of it for a repeated key is sealed. */
export function ShowsSecret(): MethodDecorator {
  return SetMetadata(showsSecretKey, true)
}

const place = (id: string): string => `idempotency_keys.answer/${id}`

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp()
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()]
    const key = request.headers['idempotency-key']
    // The body of a form is a stream that its route reads: the route looks at the key itself (`Upload.key`).
    if (request.method !== 'POST' || key === undefined || !request.caller || request.isMultipart()) return next.handle()
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw invalid({ 'idempotency-key': [say('header.idempotency_key')] })
    }
    const shows = Reflect.hasMetadata(showsSecretKey, execution.getHandler())
    return from(this.once({ key, request, reply, shows }, next))
  }

  private async once({ key, request, reply, shows }: Keyed, next: CallHandler): Promise<unknown> {
    const path = (request.url.split('?', 1)[0] ?? '').replace(/\/$/, '')
    const hash = createHash('sha256')
      .update(JSON.stringify(request.body ?? null))
      .digest('base64url')
    try {
      const answer = await this.db.tx(async () => {
        const id = await this.claim(key, path, hash)
        if (id === null) return this.again(key, path, hash, reply)
        const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined })
        const text = typeof answer === 'string' ? answer : null
        await this.keep(id, reply, text !== null && shows ? this.vault.seal(text, place(id)) : text)
        return answer
      })
      failpoint('request.after-commit')
      return answer
    } catch (error) {
      if (sqlState(error) !== lockTimedOut) throw error
      throw new DomainError('conflict', 'idempotency.in_progress', 'The same request is still being worked on', {
        cause: error,
      })
    }
  }

  /** The new row's id, or null when the key was used before. Waits for whoever uses it right now. */
  private async claim(key: string, path: string, hash: string): Promise<string | null> {
    await this.db.query(`select set_config('lock_timeout', '${longestWaitMs}ms', true)`)
    await this.db.query(
      `delete from idempotency_keys where tenant_id = current_tenant() and user_id = current_actor()
          and created_at < now() - interval '24 hours'`,
    )
    const [claimed] = await this.db.query<{ id: string }>(
      `insert into idempotency_keys (tenant_id, user_id, id, method, path, key, body_hash)
       values (current_tenant(), current_actor(), $1, 'POST', $2, $3, $4)
       on conflict (tenant_id, user_id, method, path, key) do nothing returning id`,
      [newId(), path, key, hash],
    )
    await this.db.query(`select set_config('lock_timeout', '0', true)`)
    return claimed?.id ?? null
  }

  private async again(key: string, path: string, hash: string, reply: FastifyReply): Promise<unknown> {
    const [kept] = await this.db.query<Kept>(
      `select id, body_hash, status, headers, answer from idempotency_keys
        where tenant_id = current_tenant() and user_id = current_actor() and method = 'POST' and path = $1 and key = $2`,
      [path, key],
    )
    if (kept?.body_hash !== hash) {
      throw new DomainError('conflict', 'idempotency.other_body', 'This Idempotency-Key came with another body before')
    }
    const headers = JSON.parse(kept.headers) as Record<string, string>
    void reply.status(kept.status).headers({ ...headers, 'idempotency-replayed': 'true' })
    if (kept.answer === null) return undefined
    void reply.header('content-type', jsonType)
    return kept.answer.startsWith('{') ? kept.answer : this.vault.open(kept.answer, place(kept.id))
  }

  private async keep(id: string, reply: FastifyReply, answer: string | null): Promise<void> {
    const headers = keptHeaders.flatMap((name) => (reply.hasHeader(name) ? [[name, reply.getHeader(name)]] : []))
    await this.db.query(
      `update idempotency_keys set status = $2, headers = $3, answer = $4
        where tenant_id = current_tenant() and id = $1`,
      [id, reply.statusCode, JSON.stringify(Object.fromEntries(headers)), answer],
    )
  }
}
