import { Injectable } from '@nestjs/common'
import { CallFailed, Outbound, retryAfter, Vault, type OutboundAnswer } from '@portolan/platform'
import { sealedFor } from '../subscriptions/sealed'
import { letterFor, type Receiver } from './envelope'
import { nextWait } from './schedule'
import type { Claimed, Outcome, Subscriber } from './turn.queries'

/** An answer of 410 says that the receiver is gone for good. */
export const gone = 410

/** Makes one call. Every way it may end is an outcome; nothing is thrown. */
@Injectable()
export class Sender {
  constructor(
    private readonly outbound: Outbound,
    private readonly vault: Vault,
  ) {}

  /** Opens the secrets of a subscription, for as long as a batch takes. */
  receiverOf({ id, url, secret, previous_secret, headers }: Subscriber): Receiver {
    const secrets = [secret, ...(previous_secret ? [previous_secret] : [])]
    return {
      url,
      secrets: secrets.map((sealed) => this.vault.open(sealed, sealedFor.secret(id))),
      headers: headers ? (JSON.parse(this.vault.open(headers, sealedFor.headers(id))) as Record<string, string>) : {},
    }
  }

  async send(receiver: Receiver, delivery: Claimed): Promise<Outcome> {
    const { event_id, body, attempt_count } = delivery
    const { headers, shown } = letterFor(receiver, event_id, body, attempt_count)
    const [startedAt, start] = [new Date(), performance.now()]
    const ended = (end: Partial<Outcome> & Pick<Outcome, 'succeeded'>): Outcome => {
      const durationMs = performance.now() - start
      const blank = { httpStatus: null, error: null, answer: null, retryIn: null }
      return { delivery, startedAt, durationMs, request: shown, ...blank, ...end }
    }
    try {
      const answer = await this.outbound.call(receiver.url, { method: 'POST', headers, body })
      return ended({ ...judged(answer, delivery.tries), httpStatus: answer.status, answer: shownAnswer(answer) })
    } catch (error) {
      const message = error instanceof CallFailed ? error.message : 'the call could not be made'
      return ended({ succeeded: false, error: message, retryIn: nextWait(delivery.tries, null) })
    }
  }
}

function judged({ status, headers }: OutboundAnswer, tries: number): Pick<Outcome, 'succeeded' | 'error' | 'retryIn'> {
  if (status >= 200 && status < 300) return { succeeded: true, error: null, retryIn: null }
  const error = status >= 300 && status < 400 ? `answered ${status}; redirects are not followed` : `answered ${status}`
  if (status === gone) return { succeeded: false, error, retryIn: null }
  return { succeeded: false, error, retryIn: nextWait(tries, retryAfter(headers['retry-after'])) }
}

/** PostgreSQL keeps no NUL; what is no text at all is still worth a look. */
function shownAnswer({ headers, body, truncated }: OutboundAnswer): Outcome['answer'] {
  const packed = headers['content-encoding'] && headers['content-encoding'] !== 'identity'
  const text = packed ? `[${headers['content-encoding']}, not unpacked]` : body.toString('utf8')
  const plain = (value: string) => value.replaceAll('\0', '\uFFFD')
  const told = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, plain(value)]))
  return { headers: told, body: plain(text), truncated }
}
