// Terms: a *handler* is a method marked @OnEvent or @OnJob. Boot fails unless every job has exactly one handler and
// every handler names a known event or job.
import { SetMetadata } from '@nestjs/common'
import { events, jobs, type EventName, type JobName, type JobOf } from '@portolan/contracts'
import { runInContext } from '../database/context'
import type { DomainEvent } from '../outbox/outbox'
import type { LineName } from './wake-ups'

export const eventHandlerKey = Symbol('event handler')
export const jobHandlerKey = Symbol('job handler')
export const chunkAskerKey = Symbol('chunk asker')

export interface EventSubscription {
  readonly consumer: string
  readonly names: readonly EventName[]
  readonly ordered: boolean
}

export interface MarkedSubscription extends EventSubscription {
  readonly takes: 'one' | 'many'
}

/**
 * Handles events inside a transaction of their tenant, as `system`, exactly once per consumer. With `ordered`, events
 * about the same row come in the order in which they happened: one waits until the one before it is done or dead.
 */
export function OnEvent(
  consumer: string,
  names: readonly EventName[],
  { ordered = false }: { ordered?: boolean } = {},
): MethodDecorator {
  return SetMetadata(eventHandlerKey, { consumer, names, ordered, takes: 'one' } satisfies MarkedSubscription)
}

/**
 * As OnEvent, for a handler that takes the events of one transaction together, the oldest first. They come from different
 * requests: who caused one, and its correlation, stand in the event and not in the context. When it throws, it gets each
 * event by itself, so that one bad event fails alone.
 */
export function OnEvents(
  consumer: string,
  names: readonly EventName[],
  { ordered = false }: { ordered?: boolean } = {},
): MethodDecorator {
  return SetMetadata(eventHandlerKey, { consumer, names, ordered, takes: 'many' } satisfies MarkedSubscription)
}

/** Handles a job as its kind says (libs/contracts/src/jobs.ts). */
export function OnJob(name: JobName): MethodDecorator {
  return SetMetadata(jobHandlerKey, name)
}

/**
 * Runs before each chunk of a chunked job, outside of any transaction, so that it may ask the outside. What it answers
 * is handed to the chunk; the job's fields it only reads.
 */
export function BeforeChunk(name: JobName): MethodDecorator {
  return SetMetadata(chunkAskerKey, name)
}

/** A chunked job's answer when it cannot go on before a while has passed; what the chunk did is kept. */
export class Later {
  constructor(readonly seconds: number) {}
}

/** A job in the hands of its handler; `checkpoint`, `progress` and `result` are stored when the chunk commits. */
export interface RunningJob<Name extends JobName = JobName> {
  readonly id: string
  readonly name: Name
  readonly payload: JobOf<Name>
  readonly attempt: number
  readonly cancelled: boolean
  checkpoint: unknown
  progress: { processed: number; total: number | null }
  /** What the job has to say to whoever started it, as `GET jobs/:id` answers it. */
  result: Readonly<Record<string, unknown>> | null
}

export type EventHandler = (event: DomainEvent) => Promise<unknown>
export type EventsHandler = (events: readonly DomainEvent[]) => Promise<unknown>
/** A chunked job answers 'again' or Later until it is done, or 'cancelled' when it stops because it was asked to. */
export type JobHandler = (job: RunningJob, asked?: unknown) => Promise<unknown>
export type ChunkAsker = (job: RunningJob) => Promise<unknown>

/**
 * Of these events those that a consumer has somebody to tell of. Asked inside the transaction that hands them on, behind
 * the statement that took them: whoever was there when an event was committed is seen.
 */
export type Audience = (names: readonly EventName[]) => Promise<ReadonlySet<EventName>>

/** Work that no job head stands for: it is looked for when somebody wakes it, and a few times a second. */
export type LineOfWork = () => Promise<unknown>

export class Handlers {
  readonly events = new Map<string, EventSubscription & { handle: EventsHandler }>()
  readonly jobs = new Map<JobName, JobHandler>()
  readonly askers = new Map<JobName, ChunkAsker>()
  readonly lines = new Map<LineName, LineOfWork>()
  readonly audiences = new Map<string, Audience>()

  addEvent(subscription: EventSubscription, handle: EventHandler): void {
    this.addEvents(subscription, async (events) => {
      for (const event of events) {
        await runInContext({ correlation: event.correlation, user: event.actor }, () => handle(event))
      }
    })
  }

  addEvents(subscription: EventSubscription, handle: EventsHandler): void {
    const { consumer, names } = subscription
    if (this.events.has(consumer)) throw new Error(`two handlers call themselves ${consumer}`)
    const unknown = names.find((name) => !(name in events))
    if (unknown) throw new Error(`@OnEvent('${consumer}') names ${unknown}, which is no event of libs/contracts`)
    this.events.set(consumer, { ...subscription, handle })
  }

  addJob(name: JobName, handle: JobHandler): void {
    if (!(name in jobs)) throw new Error(`@OnJob('${name}') names no job of libs/contracts`)
    if (this.jobs.has(name)) throw new Error(`${name} has two handlers`)
    this.jobs.set(name, handle)
  }

  addAsker(name: JobName, ask: ChunkAsker): void {
    if (jobs[name].kind !== 'chunked') throw new Error(`${name} has no chunks to ask something before`)
    if (this.askers.has(name)) throw new Error(`${name} is asked for twice`)
    this.askers.set(name, ask)
  }

  /** A line of work beside the queues, woken by `WakeUps.wake(name)`. */
  addLine(name: LineName, work: LineOfWork): void {
    if (this.lines.has(name)) throw new Error(`two lines of work call themselves ${name}`)
    this.lines.set(name, work)
  }

  /** Events that `consumer` has nobody to tell of make no jobs for it. */
  addAudience(consumer: string, audience: Audience): void {
    if (this.audiences.has(consumer)) throw new Error(`two audiences belong to ${consumer}`)
    this.audiences.set(consumer, audience)
  }

  consumersOf(event: EventName): EventSubscription[] {
    return [...this.events.values()].filter(({ names }) => names.includes(event))
  }

  /** Throws an Error naming the jobs that nobody handles. */
  assertComplete(): void {
    const orphans = Object.keys(jobs).filter((name) => !this.jobs.has(name as JobName))
    if (orphans.length) throw new Error(`no handler for ${orphans.join(', ')}; add @OnJob('${String(orphans[0])}')`)
  }
}
