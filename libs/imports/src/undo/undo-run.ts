// The undo of an import as a chunked job. It goes through the import's log: refunds, then orders, then the accounts and
// the people that came with them, then the tags that nobody uses any more. Rows that a newer import has written to, and
// that has not been undone, are left as they are: that one is to be undone first.
import { Injectable } from '@nestjs/common'
import { CustomerUndo, TagsService, type Undone } from '@portolan/customers'
import { OrderUndo } from '@portolan/orders'
import { Database, Outbox, type RunningJob } from '@portolan/platform'
import { subjects, type LoggedChange, type Subject } from './undo-log'
import { UndoQueries } from './undo.queries'

type Job = RunningJob<'imports.undo'>

interface Checkpoint {
  readonly subject: number
  readonly after: string
}

const atOnce = 500
const first = '00000000-0000-0000-0000-000000000000'

@Injectable()
export class UndoRun {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queries: UndoQueries,
    private readonly orders: OrderUndo,
    private readonly customers: CustomerUndo,
    private readonly tags: TagsService,
  ) {}

  /** One chunk. */
  async step(job: Job): Promise<'again' | 'done'> {
    const id = job.payload.import_id
    const { subject, after } = (job.checkpoint as Checkpoint | null) ?? { subject: 0, after: first }
    const kind = subjects[subject]
    if (!kind) return this.finish(id)
    const changes = await this.queries.next(id, kind, after, atOnce)
    const last = changes.at(-1)
    if (last) await this.undo(id, kind, changes)
    job.progress = { ...job.progress, processed: job.progress.processed + changes.length }
    job.checkpoint = (last ? { subject, after: last.id } : { subject: subject + 1, after: first }) satisfies Checkpoint
    return 'again'
  }

  private async undo(
    importId: string,
    subject: Subject,
    changes: readonly (LoggedChange & { readonly newer: boolean })[],
  ): Promise<void> {
    const own = changes.filter(({ newer }) => !newer)
    const kept = changes.filter(({ newer }) => newer)
    const undone = own.length ? await this.undoOf(subject, own) : []
    await this.queries.handBack(importId, subject, undone)
    await this.queries.settle(importId, subject, [
      ...undone,
      ...kept.map(({ id }) => ({ id, outcome: 'kept', kept: { reason: 'newer_import', fields: [] } }) as const),
    ])
  }

  private undoOf(subject: Subject, changes: readonly LoggedChange[]): Promise<Undone[]> {
    const ids = changes.map(({ id }) => id)
    switch (subject) {
      case 'refund':
      case 'order':
        return this.orders.undoMany(subject, changes)
      case 'identity':
        return this.customers.takeAccounts(ids)
      case 'customer':
        return this.customers.undoMany(changes)
      case 'tag':
        return this.removeTags(ids)
    }
  }

  private async removeTags(ids: readonly string[]): Promise<Undone[]> {
    const removed = new Set(await this.tags.removeUnused(ids))
    return ids.map((id) =>
      removed.has(id)
        ? { id, outcome: 'removed', kept: null }
        : { id, outcome: 'kept', kept: { reason: 'used', fields: [] } },
    )
  }

  private async finish(id: string): Promise<'done'> {
    const counts = await this.queries.finish(id)
    await this.outbox.append('import.undone', { ids: [id], ...counts })
    return 'done'
  }
}
