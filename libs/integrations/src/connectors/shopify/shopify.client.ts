// One shop's Admin API. Every worker speaks with it through a client of its own, and all of them share the app's bucket
// of points in that shop. Each knows only what its own answers told of it; who reckons wrong is told THROTTLED, which
// costs nothing, waits as long as that answer makes it and a little at random, so that those who were turned away
// together don't come back together. A bucket kept in common would cost every call a round trip more.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { CallFailed, config, retryAfter, type Outbound, type OutboundAnswer } from '@portolan/platform'
import { readJson } from '../signed-body'
import { SourceRefused, type RefusalKind } from '../source'

/** Whoever holds the shop's token. */
export interface ShopifyAccess {
  readonly shop_domain: string
  /** Where the shop's programs answer. */
  readonly address: string
  token(): Promise<string>
  /** Another one than `refused`, which the shop does not take. Throws SourceRefused (`credentials`) when there is none. */
  renewed(refused: string): Promise<string>
}

type Variables = Readonly<Record<string, unknown>>
interface Answer {
  readonly data: Record<string, unknown>
}
type Refusal = { readonly kind: RefusalKind; readonly message: string; readonly waitMs: number | null }

const number = z.coerce.number().min(0)
const envelope = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .union([
      z.string(),
      z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).nullish() })),
    ])
    .nullish(),
  extensions: z
    .object({
      cost: z.object({
        requestedQueryCost: number,
        throttleStatus: z.object({ currentlyAvailable: number, restoreRate: number.min(1) }),
      }),
    })
    .partial()
    .nullish(),
})
type Envelope = z.output<typeof envelope>

const longestCallMs = 60_000
const keptBytes = 20 * 1024 ** 2
/** For so long a question is asked again before whoever asks is told to come back later. */
const patienceMs = 40_000
const usualAttempts = 6

export class ShopifyClient {
  /** What each question was said to cost, and what was left after the last one. */
  private readonly costs = new Map<string, number>()
  private bucket: { readonly available: number; readonly perSecond: number; readonly at: number } | null = null

  constructor(
    private readonly outbound: Outbound,
    private readonly access: ShopifyAccess,
    private readonly attempts = usualAttempts,
  ) {}

  get shop(): string {
    return this.access.shop_domain
  }

  /** The answer's `data`, numbers as texts. What we may not see is null in it. Throws SourceRefused. */
  async ask(query: string, variables: Variables = {}): Promise<Record<string, unknown>> {
    const giveUpAt = Date.now() + patienceMs
    let token = await this.access.token()
    let hasRenewed = false
    for (let attempt = 1; ; attempt++) {
      await this.room(query)
      const answer = await this.attempt(token, query, variables)
      if ('data' in answer) return answer.data
      const { kind, message, waitMs } = answer
      if (kind === 'credentials' && waitMs !== null && !hasRenewed) {
        token = await this.access.renewed(token)
        hasRenewed = true
        continue
      }
      if (kind === 'credentials' || kind === 'nonsense') throw new SourceRefused(kind, message)
      const wait = (waitMs ?? 500 * 2 ** attempt) * (1 + Math.random() / 4)
      if (attempt >= this.attempts || Date.now() + wait > giveUpAt)
        throw new SourceRefused(kind, message, Math.ceil(wait))
      await pause(wait)
    }
  }

  /** Waits until there should be points for a question whose cost we know. */
  private async room(query: string): Promise<void> {
    const cost = this.costs.get(query)
    if (!cost || !this.bucket) return
    const { available, perSecond, at } = this.bucket
    const lacking = cost - available - ((Date.now() - at) / 1000) * perSecond
    if (lacking > 0) await pause(Math.min((lacking / perSecond) * 1000, patienceMs / 4))
  }

  private async attempt(token: string, query: string, variables: Variables): Promise<Answer | Refusal> {
    let answer: OutboundAnswer
    try {
      answer = await this.outbound.call(`${this.access.address}/admin/api/${config.SHOPIFY_API_VERSION}/graphql.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'x-shopify-access-token': token },
        body: JSON.stringify({ query, variables }),
        timeoutMs: longestCallMs,
        keptBytes,
      })
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      return refusal('unreachable', `the shop cannot be reached: ${error.message}`)
    }
    return refusalOf(answer) ?? this.read(query, answer)
  }

  private read(query: string, { body, truncated }: OutboundAnswer): Answer | Refusal {
    if (truncated) return refusal('unreachable', 'the shop’s answer broke off')
    const told = envelopeOf(body)
    if (!told) return refusal('nonsense', 'this does not answer as Shopify does')
    const cost = told.extensions?.cost
    if (cost) {
      const { currentlyAvailable: available, restoreRate: perSecond } = cost.throttleStatus
      this.bucket = { available, perSecond, at: Date.now() }
      this.costs.set(query, cost.requestedQueryCost)
    }
    return dataOf(told)
  }
}

function refusal(kind: RefusalKind, message: string, waitMs: number | null = null): Refusal {
  return { kind, message, waitMs }
}

/** What the status alone says; null when the body decides. */
function refusalOf({ status, headers }: OutboundAnswer): Refusal | null {
  if (status === 200) return null
  const asked = retryAfter(headers['retry-after'])
  const waitMs = asked === null ? null : asked * 1000
  if (status === 401) return refusal('credentials', 'the shop refuses our credentials (401)', 0)
  if (status === 403) return refusal('credentials', 'the shop refuses our credentials (403)')
  if (status === 429) return refusal('throttled', 'the shop asks us to be slower (429)', waitMs ?? 2000)
  if (status === 402 || status === 423)
    return refusal('unreachable', `the shop is closed to its owner, too (${status})`)
  if (status >= 500) return refusal('unreachable', `the shop answered ${status}`, waitMs)
  return refusal('nonsense', `the shop answered ${status}`)
}

function envelopeOf(body: Buffer): Envelope | null {
  try {
    return envelope.safeParse(readJson(body)).data ?? null
  } catch {
    return null
  }
}

/** Errors come with status 200, some of them beside an answer of which they are a part. */
function dataOf({ data, errors, extensions }: Envelope): Answer | Refusal {
  if (!errors?.length) return data ? { data } : refusal('nonsense', 'the shop’s answer is empty')
  if (typeof errors === 'string') return refusal('nonsense', errors.slice(0, 300))
  const [first] = errors
  const codes = errors.map((error) => error.extensions?.code)
  const message = (first?.message ?? '').slice(0, 300)
  if (codes.includes('THROTTLED')) return refusal('throttled', 'the shop asks us to be slower', throttledMs(extensions))
  if (codes.every((code) => code === 'ACCESS_DENIED')) {
    // A field that we may not see is null; when it is the question itself, there is no answer.
    const hasAnswer = data && Object.values(data).some((value) => value !== null)
    return hasAnswer ? { data } : refusal('credentials', message)
  }
  if (codes.some((code) => code === 'INTERNAL_SERVER_ERROR' || code === 'TIMEOUT'))
    return refusal('unreachable', message)
  return refusal('nonsense', message)
}

function throttledMs(extensions: Envelope['extensions']): number {
  const { cost } = extensions ?? {}
  if (!cost) return 1000
  const { currentlyAvailable, restoreRate } = cost.throttleStatus
  return Math.max(1, Math.ceil((cost.requestedQueryCost - currentlyAvailable) / restoreRate)) * 1000
}
