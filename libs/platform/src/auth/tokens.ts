import { createSecretKey, type KeyObject } from 'node:crypto'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { languages, roles, type Language } from '@portolan/contracts'
import { sign, verify } from 'jsonwebtoken'
import { z } from 'zod'
import { config } from '../config/config'

const issuer = 'portolan'
const audience = 'portolan-api'

const claims = z.object({
  sub: z.uuid(),
  tenant_id: z.uuid(),
  role: z.enum(roles),
  /** The sign-in: the database's doors refuse the token once it has ended. */
  jti: z.uuid(),
  typ: z.literal('access'),
  /** Which limit on requests applies. */
  client: z.enum(['api', 'console']),
  /** What messages are said in where a request asks for no language. */
  locale: z.enum(languages).optional(),
  exp: z.number(),
})

/** Whom an access token speaks for. */
export interface Identity {
  readonly user: string
  readonly tenant: string
  readonly role: (typeof roles)[number]
  readonly session: string
  readonly client: 'api' | 'console'
  readonly language?: Language
}

interface Verified {
  readonly identity: Identity
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

const mostKnown = 2000

/** Access tokens: JWT with one pinned algorithm. Whether the sign-in still holds is the database's to say. */
@Injectable()
export class Tokens implements OnModuleInit {
  // A key object, because a string secret is parsed as a public key first, on every call.
  private readonly key: KeyObject | null
  /** Tokens that were found sound: the same one comes with every request, and stays what it says until it is over. */
  private readonly known = new Map<string, Verified>()

  constructor() {
    this.key = config.JWT_SECRET ? createSecretKey(Buffer.from(config.JWT_SECRET)) : null
  }

  // Here and not in the constructor, so that the OpenAPI document can be built without secrets.
  onModuleInit(): void {
    this.secret()
  }

  signAccess({ user, tenant, role, session, client, language }: Identity): string {
    return sign(
      { tenant_id: tenant, role, typ: 'access', client, ...(language ? { locale: language } : {}) },
      this.secret(),
      {
        algorithm: 'HS256',
        issuer,
        audience,
        subject: user,
        jwtid: session,
        expiresIn: config.ACCESS_TOKEN_SECONDS,
      },
    )
  }

  /** The identity, or null for any token that is not ours, not for this, or over. */
  verifyAccess(token: string): Identity | null {
    return this.verifyWithExpiry(token)?.identity ?? null
  }

  /** The same, with the moment at which the token ends. */
  verifyWithExpiry(token: string): Verified | null {
    const known = this.known.get(token)
    if (known) return Date.now() < known.expiresAt ? known : null
    const verified = this.verified(token)
    if (verified) this.remember(token, verified)
    return verified
  }

  /** Who was remembered first is forgotten first. */
  private remember(token: string, verified: Verified): void {
    for (const [oldest] of this.known) {
      if (this.known.size < mostKnown) break
      this.known.delete(oldest)
    }
    this.known.set(token, verified)
  }

  private verified(token: string): Verified | null {
    try {
      const { sub, tenant_id, role, jti, client, locale, exp } = claims.parse(
        verify(token, this.secret(), { algorithms: ['HS256'], issuer, audience }),
      )
      const identity = { user: sub, tenant: tenant_id, role, session: jti, client, language: locale }
      return { identity, expiresAt: exp * 1000 }
    } catch {
      return null
    }
  }

  private secret(): KeyObject {
    if (!this.key) throw new Error('JWT_SECRET is not set (see docs/configuration.md)')
    return this.key
  }
}
