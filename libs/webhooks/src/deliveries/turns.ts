import { Injectable } from '@nestjs/common'
import { setTimeout as pause } from 'node:timers/promises'
import { Database, Outbox } from '@portolan/platform'
import { Figures } from './figures'
import { Lanes, type Lane } from './lanes'
import { failingDays, failuresAllowed, pauseSeconds, retryAfter } from './schedule'
import { gone, Sender } from './sender'
import { firstOfItsRow, TurnQueries, type Claimed, type Outcome, type Subscriber } from './turn.queries'

const batch = 100
/** Calls to one receiver at the same time. */
const atOnce = 20
/** After so long the lane goes back to the end of the line. */
const turnMs = 10_000
/** A batch that has slow answers stops here; what is not sent yet is given back. */
const batchMs = 10_000
/** Shorter rests are waited for, longer ones let the lane go. */
const shortRestMs = 1500

interface Turn {
  readonly lane: Lane
  readonly figures: Figures
}

interface Batch {
  readonly subscriber: Subscriber
  readonly deliveries: readonly Claimed[]
}

interface Sent {
  readonly subscriber: Subscriber
  readonly outcomes: readonly Outcome[]
  readonly unsent: readonly string[]
  /** When the subscription's pace allows the next call. */
  readonly resumeAt: number
}

/** One turn of a lane: claim a batch, call, record and claim the next in one transaction, until nothing is due. */
@Injectable()
export class Turns {
  constructor(
    private readonly db: Database,
    private readonly lanes: Lanes,
    private readonly queries: TurnQueries,
    private readonly sender: Sender,
    private readonly outbox: Outbox,
  ) {}

  /** Inside the context of the lane's tenant. Throws LaneLost. */
  async run(lane: Lane, stopped: () => boolean): Promise<void> {
    const until = Date.now() + turnMs
    await this.db.tx(async () => {
      await this.lanes.hold(lane)
      await this.queries.recover(lane)
    })
    const turn = { lane, figures: new Figures() }
    let sent: Sent | null = null
    for (;;) {
      if (sent) turn.figures.add(sent.outcomes)
      const over = stopped() || Date.now() > until
      const next: Batch | null = await this.step(turn, sent, over)
      if (!next) return
      sent = await this.send(next, stopped)
      const rest = sent.resumeAt - Date.now()
      if (rest > 0 && rest <= shortRestMs) await pause(rest)
    }
  }

  /** Records what was sent and claims what comes next; null when the lane was let go. */
  private step({ lane, figures }: Turn, sent: Sent | null, over: boolean): Promise<Batch | null> {
    return this.db.tx(async () => {
      await this.lanes.hold(lane)
      if (sent) await this.record(lane, sent)
      const subscriber = await this.queries.subscriber(lane.subscription)
      // Deleted in the meantime, and its lane with it.
      if (!subscriber) return null
      const restSeconds = Math.max(0, subscriber.paused, sent ? (sent.resumeAt - Date.now()) / 1000 : 0)
      const may = subscriber.status === 'active' && restSeconds === 0 && !over
      const deliveries = may ? await this.queries.claim(lane, sizeOf(subscriber), subscriber.ordered) : []
      if (deliveries.length) return { subscriber, deliveries }
      await this.lanes.release(lane, {
        open: subscriber.ordered ? firstOfItsRow : '',
        restSeconds: subscriber.status === 'active' ? restSeconds : null,
        figures,
      })
      return null
    })
  }

  private async send({ subscriber, deliveries }: Batch, stopped: () => boolean): Promise<Sent> {
    const receiver = this.sender.receiverOf(subscriber)
    const waiting = [...deliveries]
    const outcomes: Outcome[] = []
    const startedAt = Date.now()
    const until = startedAt + batchMs
    const enough = () => stopped() || Date.now() > until || mustPause(subscriber, outcomes) || outcomes.some(isGone)
    const caller = async () => {
      for (let next = waiting.shift(); next; next = enough() ? undefined : waiting.shift()) {
        outcomes.push(await this.sender.send(receiver, next))
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, deliveries.length) }, caller))
    const { rate_limit } = subscriber
    const resumeAt = rate_limit === null ? 0 : startedAt + (outcomes.length * 60_000) / rate_limit
    return { subscriber, outcomes, unsent: waiting.map(({ id }) => id), resumeAt }
  }

  private async record(lane: Lane, { subscriber, outcomes, unsent }: Sent): Promise<void> {
    if (unsent.length) await this.queries.giveBack(lane, unsent)
    if (!outcomes.length) return
    await this.queries.record(lane, outcomes)
    const failures = failuresAfter(subscriber.failures, outcomes)
    const shut = pauseAfter(failures, outcomes)
    await this.queries.note(subscriber.id, { outcomes, failures, pauseSeconds: shut })
    if (outcomes.some(isGone)) await this.disable(subscriber.id, 'gone')
    else if (failures === outcomes.length + subscriber.failures && subscriber.failing_days >= failingDays) {
      await this.disable(subscriber.id, 'failing')
    }
  }

  private async disable(id: string, reason: 'gone' | 'failing'): Promise<void> {
    if (await this.queries.disable(id, reason)) await this.outbox.append('subscription.disabled', { ids: [id], reason })
  }
}

function isGone({ httpStatus }: Outcome): boolean {
  return httpStatus === gone
}

/** A receiver that is down is asked with one call; a slow pace takes about a second's share. */
function sizeOf({ failures, rate_limit }: Subscriber): number {
  if (failures >= failuresAllowed) return 1
  return rate_limit === null ? batch : Math.max(1, Math.min(batch, Math.ceil(rate_limit / 60)))
}

/** Failures in a row up to now. */
function failuresAfter(before: number, outcomes: readonly Outcome[]): number {
  return outcomes.reduce((failures, { succeeded }) => (succeeded ? 0 : failures + 1), before)
}

function mustPause({ failures }: Subscriber, outcomes: readonly Outcome[]): boolean {
  return failuresAfter(failures, outcomes) >= failuresAllowed
}

/** Seconds that the subscription is left alone: it failed too often, or asked for it; null when it may go on. */
function pauseAfter(failures: number, outcomes: readonly Outcome[]): number | null {
  const asked = outcomes.map(({ httpStatus, answer }) =>
    httpStatus === 429 || httpStatus === 503
      ? retryAfter((answer?.headers as Record<string, string> | undefined)?.['retry-after'])
      : null,
  )
  const longest = Math.min(Math.max(0, ...asked.map((seconds) => seconds ?? 0)), longestPause)
  const shut = failures >= failuresAllowed ? pauseSeconds : 0
  return longest || shut ? Math.max(longest, shut) : null
}
const longestPause = 3600
