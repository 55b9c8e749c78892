import { Injectable } from '@nestjs/common'
import { setTimeout as pause } from 'node:timers/promises'
import { Database, Outbox, retryAfter } from '@portolan/platform'
import { Calls } from './calls'
import { Figures } from './figures'
import { Lanes, type Lane } from './lanes'
import { failingDays, failuresAllowed, pauseSeconds } from './schedule'
import { gone, Sender } from './sender'
import { firstOfItsRow, TurnQueries, type Claimed, type Outcome, type Subscriber } from './turn.queries'

const batch = 100
/** Calls to one receiver at the same time. */
const atOnce = 20
/** A call that takes longer keeps nobody else waiting: others are recorded, claimed and made beside it. */
const patienceMs = 500
/** After so long the lane goes back to the end of the line. */
const turnMs = 10_000
/** A batch that has slow answers stops here; what is not sent yet is given back. */
const batchMs = 10_000
/** Shorter rests are waited for, longer ones let the lane go. */
const shortRestMs = 1500

interface Turn {
  readonly lane: Lane
  readonly figures: Figures
  readonly calls: Calls
  /** When the subscription's pace allows the next call. */
  resumeAt: number
}

interface Batch {
  readonly subscriber: Subscriber
  /** None when there is nothing to do but wait for calls that are out. */
  readonly deliveries: readonly Claimed[]
}

interface Sent {
  readonly subscriber: Subscriber
  readonly outcomes: readonly Outcome[]
  readonly unsent: readonly string[]
}

/**
 * One turn of a lane: claim a batch, call, record what is back and claim the next in one transaction, until nothing is
 * due and no call is out.
 */
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
    const turn = { lane, figures: new Figures(), calls: new Calls(), resumeAt: 0 }
    let sent: Sent | null = null
    for (;;) {
      if (sent) turn.figures.add(sent.outcomes)
      const over = stopped() || Date.now() > until
      const next: Batch | null = await this.step(turn, sent, over)
      if (!next) return
      sent = await this.send(turn, next, stopped)
      const rest = turn.resumeAt - Date.now()
      if (rest > 0 && rest <= shortRestMs) await pause(rest)
    }
  }

  /** Records what was sent and claims what comes next; null when the lane was let go. */
  private step({ lane, figures, calls, resumeAt }: Turn, sent: Sent | null, over: boolean): Promise<Batch | null> {
    return this.db.tx(async () => {
      await this.lanes.hold(lane)
      if (sent) await this.record(lane, sent)
      const subscriber = await this.queries.subscriber(lane.subscription)
      // Deleted in the meantime, and its lane with it.
      if (!subscriber) return null
      const restSeconds = Math.max(0, subscriber.paused, (resumeAt - Date.now()) / 1000)
      const may = subscriber.status === 'active' && restSeconds === 0 && !over
      const deliveries = may ? await this.queries.claim(lane, sizeOf(subscriber), subscriber.ordered) : []
      if (deliveries.length || calls.open) return { subscriber, deliveries }
      await this.lanes.release(lane, {
        open: subscriber.ordered ? firstOfItsRow : '',
        restSeconds: subscriber.status === 'active' ? restSeconds : null,
        figures,
      })
      return null
    })
  }

  private async send(turn: Turn, { subscriber, deliveries }: Batch, stopped: () => boolean): Promise<Sent> {
    const { calls } = turn
    const receiver = this.sender.receiverOf(subscriber)
    const startedAt = Date.now()
    const until = startedAt + batchMs
    const enough = () =>
      stopped() || Date.now() > until || mustPause(subscriber, calls.ended) || calls.ended.some(isGone)
    let begun = 0
    for (const delivery of deliveries) {
      if (calls.open >= atOnce) await calls.one()
      if (enough()) break
      calls.begin(this.sender.send(receiver, delivery))
      begun++
    }
    await calls.all(patienceMs)
    if (subscriber.rate_limit)
      turn.resumeAt = Math.max(turn.resumeAt, startedAt + (begun * 60_000) / subscriber.rate_limit)
    return { subscriber, outcomes: calls.take(), unsent: deliveries.slice(begun).map(({ id }) => id) }
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
  return outcomes.length > 0 && failuresAfter(failures, outcomes) >= failuresAllowed
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
