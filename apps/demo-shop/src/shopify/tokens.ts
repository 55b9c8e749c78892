// Codes and tokens of the app in this shop. One expiring token at a time; a refresh replaces both halves, and the refresh
// token before it stays good until the new one is used, so that an answer lost on the way locks nobody out.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock'

export interface Token {
  readonly accessToken: string
  readonly scopes: readonly string[]
  readonly expiresAt: number | null
}

export interface Expiring extends Token {
  readonly expiresAt: number
  readonly refreshToken: string
  readonly refreshExpiresAt: number
}

interface Code {
  readonly scopes: readonly string[]
  readonly expiresAt: number
}

export const accessSeconds = 3_600
export const refreshSeconds = 90 * 86_400
const codeSeconds = 60
const clientCredentialsSeconds = 86_400

export class Tokens {
  private readonly codes = new Map<string, Code>()
  private current: Expiring | undefined
  private spare: string | undefined
  private readonly lasting = new Map<string, Token>()

  constructor(private readonly clock: Clock) {}

  code(scopes: readonly string[]): string {
    const code = randomBytes(16).toString('hex')
    this.codes.set(code, { scopes, expiresAt: this.clock.now() + codeSeconds * 1_000 })
    return code
  }

  /** A code is good once. */
  redeem(code: string): readonly string[] | undefined {
    const found = this.codes.get(code)
    this.codes.delete(code)
    return found && found.expiresAt > this.clock.now() ? found.scopes : undefined
  }

  lastingToken(scopes: readonly string[], lifeSeconds?: number): Token {
    const expiresAt = lifeSeconds === undefined ? null : this.clock.now() + lifeSeconds * 1_000
    const token = { accessToken: `shpat_${randomBytes(16).toString('hex')}`, scopes, expiresAt }
    this.lasting.set(token.accessToken, token)
    return token
  }

  clientCredentials(scopes: readonly string[]): Token {
    return this.lastingToken(scopes, clientCredentialsSeconds)
  }

  /** A new pair; the one before it is void. */
  expiringToken(scopes: readonly string[]): Expiring {
    this.spare = undefined
    return this.renew(scopes)
  }

  refresh(refreshToken: string): Expiring | undefined {
    const { current } = this
    if (!current || current.refreshExpiresAt <= this.clock.now()) return undefined
    if (refreshToken !== current.refreshToken && refreshToken !== this.spare) return undefined
    this.spare = refreshToken
    return this.renew(current.scopes)
  }

  /** What a token allows; using the new one ends the refresh token before it. */
  find(accessToken: string): Token | undefined {
    const token = this.current?.accessToken === accessToken ? this.current : this.lasting.get(accessToken)
    if (!token || (token.expiresAt !== null && token.expiresAt <= this.clock.now())) return undefined
    if (token === this.current) this.spare = undefined
    return token
  }

  forget(accessToken: string): void {
    this.lasting.delete(accessToken)
  }

  /** The access token ends now; it can still be refreshed. */
  expire(): void {
    if (this.current) this.current = { ...this.current, expiresAt: this.clock.now() }
  }

  revokeAll(): void {
    this.current = undefined
    this.spare = undefined
    this.lasting.clear()
    this.codes.clear()
  }

  get installed(): boolean {
    return this.current !== undefined || this.lasting.size > 0
  }

  private renew(scopes: readonly string[]): Expiring {
    const now = this.clock.now()
    this.current = {
      accessToken: `shpat_${randomBytes(16).toString('hex')}`,
      refreshToken: `shprt_${randomBytes(16).toString('hex')}`,
      scopes,
      expiresAt: now + accessSeconds * 1_000,
      refreshExpiresAt: now + refreshSeconds * 1_000,
    }
    return this.current
  }
}
