// API keys, and the three ways to show them: over TLS as Basic or as two query parameters, over plain HTTP by signing the
// request (OAuth 1.0a with one leg).
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock'
import { RestError } from './refusal'

export type Permissions = 'read' | 'write' | 'read_write'

export interface Key {
  readonly keyId: number
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly permissions: Permissions
}

export interface Shown {
  readonly method: string
  /** Without its query. */
  readonly url: string
  readonly query: Record<string, string>
  readonly authorization: string | undefined
  readonly secure: boolean
}

const tolerance = 15 * 60_000

export class Keys {
  private readonly keys: Key[] = []
  private readonly nonces = new Set<string>()

  constructor(private readonly clock: Clock) {}

  add(permissions: Permissions, known?: { readonly consumerKey: string; readonly consumerSecret: string }): Key {
    const fresh = { consumerKey: `ck_${hex()}`, consumerSecret: `cs_${hex()}` }
    const key = { keyId: this.keys.length + 1, permissions, ...(known ?? fresh) }
    this.keys.push(key)
    return key
  }

  remove(key: Key): void {
    this.keys.splice(this.keys.indexOf(key), 1)
  }

  revokeAll(): void {
    this.keys.length = 0
  }

  /** Throws what WooCommerce answers to who has no right. */
  check(shown: Shown): void {
    const key = (shown.secure ? this.basic(shown) : undefined) ?? this.signed(shown)
    if (!key) throw new RestError(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.')
    const reads = ['GET', 'HEAD', 'OPTIONS'].includes(shown.method)
    const wanted = reads ? 'read' : 'write'
    if (key.permissions !== 'read_write' && key.permissions !== wanted)
      throw refused(`The API key provided does not have ${wanted} permissions.`)
  }

  private basic({ query, authorization }: Shown): Key | undefined {
    const pair = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
    const [name, secret] = pair
      ? splitOnce(Buffer.from(pair, 'base64').toString())
      : [query.consumer_key, query.consumer_secret]
    if (!name || !secret) return undefined
    const key = this.find(name)
    if (!key) throw refused('Consumer key is invalid.')
    if (!same(key.consumerSecret, secret)) throw refused('Consumer secret is invalid.')
    return key
  }

  private signed(shown: Shown): Key | undefined {
    const given = { ...shown.query, ...headerParameters(shown.authorization) }
    if (!given.oauth_consumer_key) return undefined
    const needed = ['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method']
    const missing = needed.filter((name) => !given[name])
    if (missing.length > 0) throw refused(`Missing OAuth parameter ${missing.join(', ')}`)
    const key = this.find(given.oauth_consumer_key)
    if (!key) throw refused('Consumer key is invalid.')
    const algorithm = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' }[given.oauth_signature_method!]
    if (!algorithm) throw refused('Invalid signature - signature method is invalid.')
    const text = `${shown.method}&${encode(shown.url)}&${encode(parameters(given))}`
    const right = createHmac(algorithm, `${key.consumerSecret}&`).update(text).digest('base64')
    if (!same(right, given.oauth_signature!)) throw refused('Invalid signature - provided signature does not match.')
    this.once(given)
    return key
  }

  /** A signed request is good for a quarter of an hour, and once. */
  private once({ oauth_timestamp, oauth_nonce, oauth_consumer_key }: Record<string, string>): void {
    if (Math.abs(Number(oauth_timestamp) * 1_000 - this.clock.now()) > tolerance) throw refused('Invalid timestamp.')
    const nonce = `${oauth_consumer_key} ${oauth_nonce}`
    if (this.nonces.has(nonce)) throw refused('Invalid nonce - nonce has already been used.')
    this.nonces.add(nonce)
  }

  private find(name: string): Key | undefined {
    return this.keys.find(({ consumerKey }) => same(consumerKey, name))
  }
}

function refused(message: string): RestError {
  return new RestError(401, 'woocommerce_rest_authentication_error', message)
}

function parameters(given: Record<string, string>): string {
  return Object.entries(given)
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function headerParameters(authorization: string | undefined): Record<string, string> {
  const list = /^OAuth (.+)$/i.exec(authorization ?? '')?.[1]
  if (!list) return {}
  const pairs = [...list.matchAll(/([a-z_]+)="([^"]*)"/g)]
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, decodeURIComponent(value!)]))
}

/** As RFC 3986 wants it, which leaves fewer signs alone than encodeURIComponent. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function splitOnce(pair: string): [string, string] {
  const at = pair.indexOf(':')
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
}

function same(right: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(right), digest(given))
}

function hex(): string {
  return randomBytes(20).toString('hex')
}
