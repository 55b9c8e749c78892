// Secrets at rest: AES-256-GCM with the key's id in front, so that keys rotate. A new key is put before the others: it
// seals from then on, and the old ones still open what they sealed until everything is sealed anew.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { config, type Config } from '../config/config'

const version = 'v1'
const ivBytes = 12

@Injectable()
export class Vault {
  private readonly keys: Config['ENCRYPTION_KEYS'] = config.ENCRYPTION_KEYS

  /** For `onModuleInit` of whoever seals: throws an Error when no key is set. */
  assertReady(): void {
    this.newest()
  }

  /** Seals `text` for one place, such as a column of a row: it opens nowhere else. */
  seal(text: string, place: string): string {
    const { id, key } = this.newest()
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    cipher.setAAD(Buffer.from(place))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return [version, id, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.')
  }

  /** Throws an Error when the key is gone, the text was changed, or it was sealed for another place. */
  open(sealed: string, place: string): string {
    const [form, id, ...parts] = sealed.split('.')
    const known = this.keys?.find((one) => one.id === id)
    if (form !== version || parts.length !== 3) throw new Error('this is no sealed secret')
    if (!known) throw new Error(`ENCRYPTION_KEYS has no key ${id}, which sealed a secret`)
    const [iv, tag, text] = parts.map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer]
    const decipher = createDecipheriv('aes-256-gcm', known.key, iv, { authTagLength: 16 })
    decipher.setAAD(Buffer.from(place))
    decipher.setAuthTag(tag)
    return decipher.update(text, undefined, 'utf8') + decipher.final('utf8')
  }

  /** Whether the newest key sealed it. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${version}.${this.newest().id}.`)
  }

  private newest() {
    const key = this.keys?.[0]
    if (!key) throw new Error('ENCRYPTION_KEYS is not set (see docs/configuration.md)')
    return key
  }
}
