import { createSecretKey, type KeyObject } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { roles } from '@portolan/contracts'
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
})

/** Whom an access token speaks for. */
export interface Identity {
  readonly user: string
  readonly tenant: string
  readonly role: (typeof roles)[number]
  readonly session: string
  readonly client: 'api' | 'console'
}

/** Access tokens: JWT with one pinned algorithm. Whether the sign-in still holds is the database's to say. */
@Injectable()
export class Tokens {
  // A key object, because a string secret is parsed as a public key first, on every call.
  private readonly key: KeyObject

  constructor() {
    if (!config.JWT_SECRET) throw new Error('JWT_SECRET is not set (see docs/configuration.md)')
    this.key = createSecretKey(Buffer.from(config.JWT_SECRET))
  }

  signAccess({ user, tenant, role, session, client }: Identity): string {
    return sign({ tenant_id: tenant, role, typ: 'access', client }, this.key, {
      algorithm: 'HS256',
      issuer,
      audience,
      subject: user,
      jwtid: session,
      expiresIn: config.ACCESS_TOKEN_SECONDS,
    })
  }

  /** The identity, or null for any token that is not ours, not for this, or over. */
  verifyAccess(token: string): Identity | null {
    try {
      const { sub, tenant_id, role, jti, client } = claims.parse(
        verify(token, this.key, { algorithms: ['HS256'], issuer, audience }),
      )
      return { user: sub, tenant: tenant_id, role, session: jti, client }
    } catch {
      return null
    }
  }
}
