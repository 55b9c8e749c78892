// OAuth 1.0a with one leg (RFC 5849): over plain http WooCommerce takes only requests that are signed, so that the
// consumer secret never travels.
import { createHmac, randomBytes } from 'node:crypto'

export interface ConsumerKeys {
  readonly consumer_key: string
  readonly consumer_secret: string
}

type Query = Readonly<Record<string, string>>

/** The query with what signs it. The body is no part of the signature: it is no form. */
export function signed(method: string, url: string, query: Query, keys: ConsumerKeys): Record<string, string> {
  const all = {
    ...query,
    oauth_consumer_key: keys.consumer_key,
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
  }
  return { ...all, oauth_signature: signatureOf(baseOf(method, url, Object.entries(all)), keys.consumer_secret) }
}

/** There is no token, and its secret is empty. */
export function signatureOf(base: string, consumerSecret: string): string {
  return createHmac('sha256', `${encoded(consumerSecret)}&`)
    .update(base)
    .digest('base64')
}

/** The signature base string (§3.4.1): what both sides make of a request. `url` is without its query. */
export function baseOf(method: string, url: string, parameters: readonly (readonly [string, string])[]): string {
  const pairs = parameters.map(([name, value]) => [encoded(name), encoded(value)] as const)
  // By bytes: encoded texts are ASCII.
  const sorted = [...pairs].sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
  const normal = sorted.map(([name, value]) => `${name}=${value}`).join('&')
  return [method.toUpperCase(), url, normal].map(encoded).join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** RFC 3986 leaves fewer characters alone than encodeURIComponent. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
