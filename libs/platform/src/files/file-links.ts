// Links to files that open without an access token, so that a browser or a download program can fetch them: for one file
// of one tenant, in the name of one member, and for a while. They are no access tokens: another audience, another kind.
import { createSecretKey } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { sign, verify } from 'jsonwebtoken'
import { z } from 'zod'
import { config } from '../config/config'

const issuer = 'portolan'
const audience = 'portolan-file'

const claims = z.object({ sub: z.uuid(), tenant_id: z.uuid(), file: z.uuid(), typ: z.literal('file') })

/** What a link is for. Whether the member may still have the file is for the file's owner to ask. */
export interface FileLink {
  readonly tenant: string
  readonly user: string
  readonly file: string
}

@Injectable()
export class FileLinks {
  /** The token of a link that holds until `expires`. */
  sign({ tenant, user, file }: FileLink, expires: Date): string {
    const exp = Math.floor(expires.getTime() / 1000)
    const content = { tenant_id: tenant, file, typ: 'file', exp }
    return sign(content, this.key(), { algorithm: 'HS256', issuer, audience, subject: user })
  }

  /** What the token is for, or null for any that is not ours, not a link's, or over. */
  verify(token: string): FileLink | null {
    try {
      const { sub, tenant_id, file } = claims.parse(
        verify(token, this.key(), { algorithms: ['HS256'], issuer, audience }),
      )
      return { user: sub, tenant: tenant_id, file }
    } catch {
      return null
    }
  }

  private key() {
    if (!config.JWT_SECRET) throw new Error('JWT_SECRET is not set (see docs/configuration.md)')
    return createSecretKey(Buffer.from(config.JWT_SECRET))
  }
}
