// What a bulk job does to a chunk of customers, and how it is taken back. Each edit notes what it changed, so that its undo
// touches nothing else: not what was so before, and not what somebody has changed since.
import { Injectable } from '@nestjs/common'
import type { JobOf } from '@portolan/contracts'
import { type Changes, changesBetween, type DomainError, missing } from '@portolan/platform'
import { unknownAssignee } from '../customer.errors'
import { CustomersQueries } from '../customers.queries'
import { BulkQueries, type Standing, type TagsOf } from './bulk.queries'

type Command = JobOf<'customers.bulk'>
export type ChangesById = Map<string, Changes>

@Injectable()
export class BulkEdits {
  constructor(
    private readonly queries: BulkQueries,
    private readonly customers: CustomersQueries,
  ) {}

  /** What each customer's edit changed, or why none of them could be edited. */
  async apply(jobId: string, command: Command, standing: readonly Standing[]): Promise<ChangesById | DomainError> {
    switch (command.action) {
      case 'status':
        return this.set(jobId, 'status', command.status ?? 'active', standing)
      case 'assign': {
        const to = command.assigned_to ?? null
        if (to !== null && !(await this.customers.isActiveMember(to))) return unknownAssignee()
        return this.set(jobId, 'assigned_to', to, standing)
      }
      case 'tag':
      case 'untag':
        return this.retag(jobId, command, standing)
      case 'undo':
        return this.undo(command.undo_of ?? '', standing)
    }
  }

  private async set(
    jobId: string,
    column: 'status' | 'assigned_to',
    value: string | null,
    standing: readonly Standing[],
  ): Promise<ChangesById> {
    const others = standing.filter((customer) => customer[column] !== value)
    await this.queries.note(
      jobId,
      others.map((customer) => ({ id: customer.id, previous: customer[column], tag_ids: null })),
    )
    return this.setEach(column, new Map(others.map((customer) => [customer, value])))
  }

  private async setEach(
    column: 'status' | 'assigned_to',
    values: ReadonlyMap<Standing, string | null>,
  ): Promise<ChangesById> {
    await this.queries.set(column, new Map([...values].map(([{ id }, value]) => [id, value])))
    return new Map([...values].map(([customer, value]) => [customer.id, { [column]: [customer[column], value] }]))
  }

  private async retag(
    jobId: string,
    { action, tag_ids = [] }: Command,
    standing: readonly Standing[],
  ): Promise<ChangesById | DomainError> {
    const there = await this.queries.tagsThere(tag_ids)
    if (!there.length) return missing('tag')
    const wanted = standing.map(({ id }) => ({ id, tag_ids: there }))
    return this.tellingTags(standing, async () => {
      const changed = await (action === 'tag' ? this.queries.putTags(wanted) : this.queries.takeTags(wanted))
      await this.queries.note(
        jobId,
        changed.map((one) => ({ ...one, previous: null })),
      )
    })
  }

  private async undo(jobId: string, standing: readonly Standing[]): Promise<ChangesById> {
    const job = await this.queries.toldTo(jobId)
    const ids = standing.map(({ id }) => id)
    const changes = new Map((await this.queries.changesOf(jobId, ids)).map((change) => [change.id, change]))
    const tags = [...changes.values()].map(({ id, tag_ids }): TagsOf => ({ id, tag_ids: tag_ids ?? [] }))
    const previous = (id: string) => changes.get(id)?.previous ?? null
    switch (job?.action) {
      case 'status': {
        const kept = standing.filter(({ id, status }) => changes.has(id) && status === job.status)
        return this.setEach('status', new Map(kept.map((one) => [one, previous(one.id)])))
      }
      case 'assign': {
        const kept = standing.filter(({ id, assigned_to }) => changes.has(id) && assigned_to === job.assigned_to)
        // Who has left the team meanwhile gets nobody back.
        const here = await this.queries.activeMembers(kept.map(({ id }) => previous(id)))
        const back = kept.filter(({ id }) => previous(id) === null || here.has(previous(id)))
        return this.setEach('assigned_to', new Map(back.map((one) => [one, previous(one.id)])))
      }
      case 'tag':
        return this.tellingTags(standing, () => this.queries.takeTags(tags))
      case 'untag':
        return this.tellingTags(standing, () => this.queries.putTags(tags))
      default:
        return new Map()
    }
  }

  private async tellingTags(standing: readonly Standing[], work: () => Promise<unknown>): Promise<ChangesById> {
    const ids = standing.map(({ id }) => id)
    const before = await this.queries.tagNames(ids)
    await work()
    const after = await this.queries.tagNames(ids)
    const changes = ids.map((id): [string, Changes] => [
      id,
      changesBetween({ tags: before.get(id) ?? [] }, { tags: after.get(id) ?? [] }),
    ])
    return new Map(changes.filter(([, changed]) => Object.keys(changed).length))
  }
}
