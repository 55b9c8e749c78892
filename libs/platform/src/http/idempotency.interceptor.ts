// A POST with an Idempotency-Key has its effect once: the key and the answer are written in the effect's own
// transaction, so that there is never one without the other. What was refused wrote nothing and may be sent again. The
// key is claimed with the effect's first statement: what a service looks up outside before it is in no transaction.
import { createHash } from 'node:crypto'
import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { from, lastValueFrom, type Observable } from 'rxjs'
import { Vault } from '../crypto/vault'
import { Database } from '../database/database'
import { sqlState } from '../database/packet'
import type { Opening, Statement } from '../database/transaction'
import { DomainError, invalid } from '../errors'
import { failpoint } from '../queue/failpoints'
import { Enveloped, enveloped } from './envelope'
import { say } from './messages'

const keptHeaders = ['location', 'etag'] as const
const longestWaitMs = 5000
const lockTimedOut = '55P03'
const keptHours = 24

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
    if (key === undefined || !request.caller || request.isMultipart()) return next.handle()
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
    const known = await this.find(path, key)
    if (known) return this.again(known, hash, reply)
    const [id, claim] = [newId(), { taken: false }]
    const first: Opening = async (send) => {
      const rows = await Promise.all(claimStatements(id, path, key, hash).map(send))
      claim.taken = !rows.some(([row]) => (row as { id?: string } | undefined)?.id === id)
      if (claim.taken) throw new Error('somebody else was faster with the same Idempotency-Key')
    }
    try {
      const answer = await this.db.tx(
        async () => {
          const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined })
          const sent = enveloped(answer, request, reply)
          if (typeof sent !== 'string') {
            await this.keep(id, reply, null)
            return answer
          }
          await this.keep(id, reply, shows ? this.vault.seal(sent, place(id)) : sent)
          return new Enveloped(sent)
        },
        { first },
      )
      failpoint('request.after-commit')
      return answer
    } catch (error) {
      const kept = claim.taken ? await this.find(path, key) : undefined
      if (kept) return this.again(kept, hash, reply)
      if (sqlState(error) !== lockTimedOut) throw error
      throw new DomainError('conflict', 'idempotency.in_progress', 'The same request is still being worked on', {
        cause: error,
      })
    }
  }

  private async find(path: string, key: string): Promise<Kept | undefined> {
    const [kept] = await this.db.read<Kept>(
      `select id, body_hash, status, headers, answer from idempotency_keys
        where tenant_id = current_tenant() and user_id = current_actor() and method = 'POST' and path = $1 and key = $2
          and created_at >= now() - interval '${keptHours} hours'`,
      [path, key],
    )
    return kept
  }

  private again(kept: Kept, hash: string, reply: FastifyReply): Enveloped | undefined {
    if (kept.body_hash !== hash) {
      throw new DomainError('conflict', 'idempotency.other_body', 'This Idempotency-Key came with another body before')
    }
    const headers = JSON.parse(kept.headers) as Record<string, string>
    void reply.status(kept.status).headers({ ...headers, 'idempotency-replayed': 'true' })
    if (kept.answer === null) return undefined
    return new Enveloped(kept.answer.startsWith('{') ? kept.answer : this.vault.open(kept.answer, place(kept.id)))
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

/** One of them answers with the new row's id, unless the key was used before. They wait for whoever uses it right now. */
function claimStatements(id: string, path: string, key: string, hash: string): Statement[] {
  return [
    { sql: `select set_config('lock_timeout', '${longestWaitMs}ms', true)` },
    {
      sql: `delete from idempotency_keys where tenant_id = current_tenant() and user_id = current_actor()
               and created_at < now() - interval '${keptHours} hours'`,
    },
    {
      sql: `insert into idempotency_keys (tenant_id, user_id, id, method, path, key, body_hash)
            values (current_tenant(), current_actor(), $1, 'POST', $2, $3, $4)
            on conflict (tenant_id, user_id, method, path, key) do nothing returning id`,
      params: [id, path, key, hash],
    },
    { sql: `select set_config('lock_timeout', '0', true)` },
  ]
}
