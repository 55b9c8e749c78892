// Standard Webhooks (standardwebhooks.com): what is signed is `${id}.${timestamp}.${body}`, with the bytes that are sent.
import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'
const secretBytes = 32

export function newSecret(): string {
  return prefix + randomBytes(secretBytes).toString('base64')
}

export interface Message {
  readonly id: string
  /** Of the attempt, in seconds. */
  readonly timestamp: number
  readonly body: string
}

/** The three headers; every secret signs, so that receivers may hold the old or the new one while secrets change. */
export function signedHeaders({ id, timestamp, body }: Message, secrets: readonly string[]): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') }
}
