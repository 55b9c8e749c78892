// One site's REST API v3. How a site is spoken with (its *manner*) nobody says beforehand: below /wp-json or, without
// pretty permalinks, ?rest_route=; with the keys in the header or, where a proxy drops that, in the query; signed over
// plain http. It is found by asking and remembered. No header tells of limits, so we are gentle: two calls at a time,
// and longer and longer pauses when the site is busy.
import { setTimeout as pause } from 'node:timers/promises'
import { CallFailed, type Outbound, type OutboundAnswer } from '@portolan/platform'
import { SourceRefused } from '../source'
import { Turns } from '../turns'
import { signed, type ConsumerKeys } from './oauth'
import { refused, verdictOf, type Refusal, type Verdict } from './woocommerce.answer'

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `wc/v3/`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
}

export interface Site extends ConsumerKeys {
  readonly site_url: string
}

interface Manner {
  readonly route: 'pretty' | 'plain'
  readonly keys: 'header' | 'query' | 'signature'
}

const longestCallMs = 60_000
const keptBytes = 20 * 1024 ** 2
const callsAtOnce = 2
/** For so long a question is asked again before whoever asks is told to come back later. */
const patienceMs = 40_000
const attempts = 5

export class WooCommerceClient {
  /** How many rows a page has; fewer once the site could not make so many. */
  rowsPerPage = 100
  /** The shop's own, once it was asked for. */
  currency: string | null = null
  private manner: Manner
  private readonly turns = new Turns(callsAtOnce)

  constructor(
    private readonly outbound: Outbound,
    readonly site: Site,
    private readonly firstPauseMs = 1000,
  ) {
    this.manner = { route: 'pretty', keys: site.site_url.startsWith('https:') ? 'header' : 'signature' }
  }

  /** Null when the site does not have it. Throws SourceRefused. */
  async ask(question: Question): Promise<OutboundAnswer | null> {
    for (let manner = this.manner; ;) {
      const verdict = await this.patiently(question, manner)
      if (verdict.refusal === null) {
        this.manner = manner
        return verdict.answer
      }
      const { kind, message, waitMs } = verdict.refusal
      const other = otherManner(manner, verdict.refusal)
      if (!other) throw new SourceRefused(kind, message, waitMs)
      manner = other
    }
  }

  private async patiently(question: Question, manner: Manner): Promise<Verdict> {
    const giveUpAt = Date.now() + patienceMs
    for (let attempt = 1; ; attempt++) {
      const verdict = await this.turns.take(() => this.once(question, manner))
      const { refusal } = verdict
      if (refusal?.kind !== 'throttled' && refusal?.kind !== 'unreachable') return verdict
      const waitMs = Math.ceil((refusal.waitMs ?? this.firstPauseMs * 2 ** (attempt - 1)) * (1 + Math.random() / 4))
      // What writes is not repeated: the first try may have been heard.
      const isLast = question.method !== 'GET' || attempt === attempts || Date.now() + waitMs > giveUpAt
      if (isLast) return { refusal: { ...refusal, waitMs } }
      await pause(waitMs)
    }
  }

  private async once({ method, path, query, body }: Question, manner: Manner): Promise<Verdict> {
    const { url, headers } = this.addressed(method, path, query ?? {}, manner)
    try {
      const answer = await this.outbound.call(url, {
        method,
        headers: { accept: 'application/json', ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        timeoutMs: longestCallMs,
        keptBytes,
      })
      return verdictOf(answer)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      const kind = error.reason === 'blocked' ? 'nonsense' : 'unreachable'
      return refused(kind, `the shop cannot be reached: ${error.message}`)
    }
  }

  private addressed(
    method: string,
    path: string,
    query: Readonly<Record<string, string>>,
    manner: Manner,
  ): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
    const { site_url, consumer_key, consumer_secret } = this.site
    const isPretty = manner.route === 'pretty'
    const base = isPretty ? `${site_url}/wp-json/wc/v3/${path}` : `${site_url}/`
    const asked = isPretty ? query : { rest_route: `/wc/v3/${path}`, ...query }
    const at = (all: Readonly<Record<string, string>>) => {
      const text = new URLSearchParams(all).toString()
      return text ? `${base}?${text}` : base
    }
    if (manner.keys === 'signature') return { url: at(signed(method, base, asked, this.site)), headers: {} }
    if (manner.keys === 'query') return { url: at({ ...asked, consumer_key, consumer_secret }), headers: {} }
    const pair = Buffer.from(`${consumer_key}:${consumer_secret}`).toString('base64')
    return { url: at(asked), headers: { authorization: `Basic ${pair}` } }
  }
}

/** `?rest_route=` and keys in the query work wherever the others do, so one step is enough and none leads back. */
function otherManner(manner: Manner, { doubt }: Refusal): Manner | null {
  if (doubt === 'route' && manner.route === 'pretty') return { ...manner, route: 'plain' }
  if (doubt === 'keys' && manner.keys === 'header') return { ...manner, keys: 'query' }
  return null
}
