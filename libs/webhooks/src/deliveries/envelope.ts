import { signedHeaders } from './signature'

export interface Receiver {
  readonly url: string
  /** The newest first; the one before it signs as well for a day. */
  readonly secrets: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

export interface Letter {
  readonly headers: Record<string, string>
  /** What the delivery log may show. */
  readonly shown: { url: string; headers: Record<string, string> }
}

/** The headers of one call: those of the subscription first, so that none of them replaces ours. */
export function letterFor(receiver: Receiver, eventId: string, body: string, attempt: number): Letter {
  const ours = {
    'content-type': 'application/json; charset=utf-8',
    accept: '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'Portolan-Webhooks/1',
    'x-portolan-attempt': String(attempt),
    ...signedHeaders({ id: eventId, timestamp: Math.floor(Date.now() / 1000), body }, receiver.secrets),
  }
  const hidden = Object.fromEntries(Object.keys(receiver.headers).map((name) => [name, '[hidden]']))
  return { headers: { ...receiver.headers, ...ours }, shown: { url: receiver.url, headers: { ...hidden, ...ours } } }
}
