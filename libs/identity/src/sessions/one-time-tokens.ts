import { createHash, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'

export type TokenPurpose = 'invitation' | 'password_reset'

export interface TokenSubject {
  readonly tenant: string
  /** The invitation or the account that the token is for. */
  readonly subject: string
}

/** Tokens of links that are mailed. Each works once; of any number of callers with the same one, one wins. */
@Injectable()
export class OneTimeTokens {
  constructor(private readonly db: Database) {}

  /** Makes the subject's token, inside the caller's transaction; the one before it is good for nothing from now on. */
  async mint(purpose: TokenPurpose, subject: string, expiresAt: Date): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    await this.revoke(purpose, subject)
    await this.db.query(
      `insert into one_time_tokens (hash, purpose, tenant_id, subject_id, expires_at)
       values ($1, $2, current_tenant(), $3, $4)`,
      [hashOf(token), purpose, subject, expiresAt],
    )
    return token
  }

  /** Whose the token is while it is good, for callers without a tenant. */
  async find(purpose: TokenPurpose, token: string): Promise<TokenSubject | null> {
    const [row] = await this.db.as({ tenant: null, user: null, role: null, session: null }, () =>
      this.db.read<TokenSubject>(
        `select tenant_id as tenant, subject_id as subject from one_time_tokens
          where hash = $1 and purpose = $2 and used_at is null and expires_at > now()`,
        [hashOf(token), purpose],
      ),
    )
    return row ?? null
  }

  /** Uses the token up inside the caller's transaction; false when somebody else has, or it is over. */
  async use(purpose: TokenPurpose, token: string): Promise<boolean> {
    const used = await this.db.query(
      `update one_time_tokens set used_at = now()
        where hash = $1 and purpose = $2 and used_at is null and expires_at > now() returning hash`,
      [hashOf(token), purpose],
    )
    return used.length > 0
  }

  async revoke(purpose: TokenPurpose, subject: string): Promise<void> {
    await this.db.query('delete from one_time_tokens where subject_id = $1 and purpose = $2 and used_at is null', [
      subject,
      purpose,
    ])
  }
}

// Of 256 random bits a plain hash is enough: there is nothing to guess.
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
