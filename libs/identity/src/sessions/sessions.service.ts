// Terms: a *session* is one sign-in on one device in one workspace, the family of its refresh tokens. A refresh token
// is used once and replaced; whoever brings a used one shows that it was copied, and the family ends. There is no
// grace for two tabs that refresh at once: the console takes turns (Web Locks), so no second use is innocent.
import { createHash, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { newId, type Role } from '@portolan/contracts'
import { config, Database, Outbox, RealtimeBus } from '@portolan/platform'
import { assertOpen } from '../tenants/tenant.errors'
import type { TenantStatus } from '../tenants/tenant.entity'
import { RefreshRefused } from './auth.errors'

export type SessionKind = 'api' | 'console'
export type EndReason = 'signed_out' | 'deactivated' | 'role_changed' | 'password_changed' | 'password_reset' | 'reuse'

export interface Session {
  readonly id: string
  readonly user: string
  readonly tenant: string
  readonly role: Role
  readonly kind: SessionKind
}

export interface Issued {
  readonly session: Session
  readonly refreshToken: string
  readonly refreshExpiresAt: Date
}

interface TokenRow {
  readonly id: string
  readonly user_id: string
  readonly tenant_id: string
  readonly role: Role
  readonly kind: SessionKind
  readonly tenant_status: TenantStatus
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly realtime: RealtimeBus,
  ) {}

  /** Opens a session of the ambient tenant, inside the caller's transaction. */
  async open(opened: Omit<Session, 'id'>): Promise<Issued> {
    const session = { ...opened, id: newId() }
    await this.db.query(
      `insert into sessions (id, user_id, tenant_id, role, kind, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(days => $6))`,
      [session.id, session.user, session.tenant, session.role, session.kind, config.SESSION_DAYS],
    )
    return this.issue(session)
  }

  /** Replaces a refresh token. Of any number of callers with the same token one wins. Throws RefreshRefused. */
  async refresh<Answer>(refreshToken: string, answer: (issued: Issued) => Promise<Answer>): Promise<Answer> {
    const hash = hashOf(refreshToken)
    const row = await this.ownerOf(hash)
    if (!row) throw new RefreshRefused()
    assertOpen(row.tenant_status)
    const session = { id: row.id, user: row.user_id, tenant: row.tenant_id, role: row.role, kind: row.kind }
    const issued = await this.db.as(systemFor(session), () =>
      this.db.tx(async () => {
        const next = await this.rotate(hash, session)
        return next && { answer: await answer(next) }
      }),
    )
    if (!issued) throw new RefreshRefused()
    return issued.answer
  }

  /** Ends the session with its access tokens, inside or outside of a transaction. */
  async end(session: string, reason: EndReason): Promise<void> {
    await this.db.tx(() =>
      this.ending(
        'update sessions set ended_at = now(), ended_reason = $2 where id = $1 and ended_at is null returning id',
        [session, reason],
      ),
    )
  }

  /** Ends a member's sessions in the ambient tenant. */
  async endOfMember(user: string, reason: EndReason): Promise<void> {
    await this.ending(
      `update sessions set ended_at = now(), ended_reason = $2
        where user_id = $1 and tenant_id = current_tenant() and ended_at is null returning id`,
      [user, reason],
    )
  }

  /** Ends an account's sessions in every workspace, but for `spared`. */
  async endOfAccount(user: string, reason: EndReason, spared: string | null = null): Promise<void> {
    await this.ending(
      `update sessions set ended_at = now(), ended_reason = $2
        where user_id = $1 and ended_at is null and id is distinct from $3 returning id`,
      [user, reason, spared],
    )
  }

  /** Runs the statement that ends sessions, and has their sockets closed once it is committed. */
  private async ending(sql: string, params: readonly unknown[]): Promise<{ id: string }[]> {
    const ended = await this.db.query<{ id: string }>(sql, params)
    const sessions = ended.map(({ id }) => id)
    this.db.afterCommit(() => {
      if (sessions.length) this.realtime.tell({ kind: 'sessions-ended', sessions })
    })
    return ended
  }

  private async ownerOf(hash: string): Promise<TokenRow | undefined> {
    const [row] = await this.db.as({ tenant: null, user: null, role: null, session: null }, () =>
      this.db.read<TokenRow>(
        `select s.id, s.user_id, s.tenant_id, s.role, s.kind, t.status as tenant_status
           from refresh_tokens r join sessions s on s.id = r.session_id join tenants t on t.id = s.tenant_id
          where r.hash = $1`,
        [hash],
      ),
    )
    return row
  }

  private async rotate(hash: string, session: Session): Promise<Issued | null> {
    const used = await this.db.query(
      `update refresh_tokens r set used_at = now() from sessions s
        where r.hash = $1 and r.used_at is null and r.expires_at > now()
          and s.id = r.session_id and s.ended_at is null and s.expires_at > now()
       returning r.hash`,
      [hash],
    )
    if (used.length) return this.issue(session)
    await this.endReused(hash, session)
    return null
  }

  // Commits although the refresh is refused: the refusal is thrown outside of the transaction.
  private async endReused(hash: string, { id }: Session): Promise<void> {
    const ended = await this.ending(
      `update sessions set ended_at = now(), ended_reason = 'reuse'
        where id = $1 and ended_at is null
          and exists (select from refresh_tokens where hash = $2 and used_at is not null)
       returning id`,
      [id, hash],
    )
    if (ended.length) await this.outbox.append('session.reuse_detected', { ids: [id] })
  }

  private async issue(session: Session): Promise<Issued> {
    const refreshToken = randomBytes(32).toString('base64url')
    const [row] = await this.db.query<{ expires_at: string }>(
      `insert into refresh_tokens (hash, session_id, expires_at)
       select $1, s.id, least(s.expires_at, now() + make_interval(days => $3)) from sessions s where s.id = $2
       returning iso_time(expires_at) as expires_at`,
      [hashOf(refreshToken), session.id, config.REFRESH_TOKEN_DAYS],
    )
    if (!row) throw new Error('a session vanished while its token was made')
    return { session, refreshToken, refreshExpiresAt: new Date(row.expires_at) }
  }
}

/** The context of work that belongs to a session but is not done in it. */
export function systemFor({ tenant, user }: Pick<Session, 'tenant' | 'user'>) {
  return { tenant, user, role: 'system', session: null } as const
}

// Of 256 random bits a plain hash is enough: there is nothing to guess.
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
