// Edits of many customers at once. Starting one fixes which customers it takes, so that what was confirmed is what is
// done; the job takes them in chunks and answers for each of them: changed, unchanged, or failed with a reason.
import { Injectable } from '@nestjs/common'
import type { JobOf } from '@portolan/contracts'
import {
  type Changes,
  changesBetween,
  Database,
  DomainError,
  invalid,
  jobsResource,
  type Json,
  missing,
  Outbox,
  say,
} from '@portolan/platform'
import { unknownAssignee } from '../customer.errors'
import { CustomersQueries } from '../customers.queries'
import { customersResource } from '../customers.resource'
import { TagsService } from '../tags.service'
import type { BulkDto } from './bulk.dto'
import { CountChanged, nothingSelected, tooManySelected } from './bulk.errors'
import { BulkQueries, type Standing } from './bulk.queries'

type Command = JobOf<'customers.bulk'>
type ChangesById = Map<string, Changes>

/** Ids that the request itself reads and writes; beyond, a filter has to be narrower. */
export const mostSelected = 100_000
const listPlaces = ['page', 'per_page', 'cursor', 'sort', 'fields', 'include', 'count', 'deleted']

@Injectable()
export class BulkService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queries: BulkQueries,
    private readonly customers: CustomersQueries,
    private readonly tags: TagsService,
  ) {}

  /** Answers the job. Throws CountChanged when others are selected than were confirmed. */
  start(dto: BulkDto): Promise<Json> {
    assertWhole(dto)
    return this.db.tx(async () => {
      const ids = await this.selected(dto)
      const command = await this.commandFrom(dto)
      const job = await this.outbox.enqueue('customers.bulk', command)
      await this.queries.select(job, ids)
      return jobsResource.one(this.db, job)
    })
  }

  chunk(jobId: string, after: number, size: number): Promise<{ ids: string[]; total: number }> {
    return this.queries.chunk(jobId, after, size)
  }

  /** Edits the customers of a chunk, inside its transaction; answers how many changed and how many could not be done. */
  async apply(jobId: string, command: Command, ids: readonly string[]): Promise<{ changed: number; failed: number }> {
    const standing = await this.queries.locked(ids)
    const alive = new Set(standing.map(({ id }) => id))
    const gone = ids.filter((id) => !alive.has(id))
    if (gone.length) await this.queries.fail(jobId, gone, missing('customer'))
    const outcome = standing.length ? await this.changed(command, standing) : new Map<string, Changes>()
    if (outcome instanceof DomainError) {
      await this.queries.fail(jobId, [...alive], outcome)
      return { changed: 0, failed: ids.length }
    }
    if (outcome.size) {
      await this.outbox.append('customer.updated', { ids: [...outcome.keys()], changes: Object.fromEntries(outcome) })
    }
    return { changed: outcome.size, failed: gone.length }
  }

  /** What each customer's edit changed, or why none of them could be edited. */
  private async changed(command: Command, standing: readonly Standing[]): Promise<ChangesById | DomainError> {
    switch (command.action) {
      case 'status':
        return this.set('status', command.status ?? 'active', standing)
      case 'assign': {
        const to = command.assigned_to ?? null
        if (to !== null && !(await this.customers.isActiveMember(to))) return unknownAssignee()
        return this.set('assigned_to', to, standing)
      }
      case 'tag':
      case 'untag':
        return this.retag(command, standing)
    }
  }

  private async set(
    column: 'status' | 'assigned_to',
    value: string | null,
    standing: readonly Standing[],
  ): Promise<ChangesById> {
    const others = standing.filter((customer) => customer[column] !== value)
    if (others.length) {
      const ids = others.map(({ id }) => id)
      await this.queries.set(ids, column, value)
    }
    return new Map(others.map((customer) => [customer.id, { [column]: [customer[column], value] }]))
  }

  private async retag(
    { action, tag_ids = [] }: Command,
    standing: readonly Standing[],
  ): Promise<ChangesById | DomainError> {
    const there = await this.queries.tagsThere(tag_ids)
    if (!there.length) return missing('tag')
    const ids = standing.map(({ id }) => id)
    const before = await this.queries.tagNames(ids)
    await (action === 'tag' ? this.queries.putTags(ids, there) : this.queries.takeTags(ids, there))
    const after = await this.queries.tagNames(ids)
    const changes = ids.map((id): [string, Changes] => [
      id,
      changesBetween({ tags: before.get(id) ?? [] }, { tags: after.get(id) ?? [] }),
    ])
    return new Map(changes.filter(([, changed]) => Object.keys(changed).length))
  }

  private async selected({ ids, filter, failed_of, expected_count }: BulkDto): Promise<readonly string[]> {
    const found = ids ?? (filter ? await this.matching(filter) : await this.failed(failed_of ?? ''))
    const count = found.length > mostSelected && filter ? await customersResource.count(this.db, filter) : found.length
    if (expected_count !== undefined && expected_count !== count) throw new CountChanged(count)
    if (count > mostSelected) throw tooManySelected(mostSelected)
    if (count === 0) throw nothingSelected()
    return found
  }

  /** Names of parameters in a refusal are those inside `filter`. */
  private async matching(filter: Record<string, string>): Promise<string[]> {
    const places = listPlaces.filter((name) => Object.hasOwn(filter, name))
    if (places.length)
      throw invalid(Object.fromEntries(places.map((name) => [`filter.${name}`, [say('bulk.no_place')]])))
    try {
      return await customersResource.ids(this.db, filter, mostSelected)
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error
      const details = Object.entries(error.details ?? {}).map(([name, messages]) => [`filter.${name}`, messages])
      throw invalid(Object.fromEntries(details) as Record<string, string[]>)
    }
  }

  private async failed(jobId: string): Promise<string[]> {
    const ids = await this.queries.failedOf(jobId)
    if (!ids) throw missing('job')
    return ids
  }

  /** What cannot be done to anybody is refused now and not by every row. */
  private async commandFrom({ action, tags = [], assigned_to = null, status }: BulkDto): Promise<Command> {
    switch (action) {
      case 'status':
        return { action, status }
      case 'assign':
        if (assigned_to !== null && !(await this.customers.isActiveMember(assigned_to))) throw unknownAssignee()
        return { action, assigned_to }
      case 'tag':
        return { action, tag_ids: await this.tags.idsOf(tags, 'define') }
      case 'untag':
        return { action, tag_ids: await this.tags.idsOf(tags, 'refuse') }
    }
  }
}

/** Rules that need two fields. */
function assertWhole({ action, tags, assigned_to, status, ids, filter, failed_of, expected_count }: BulkDto): void {
  const needed = say('rule.isDefined')
  const problems: Record<string, string[]> = {}
  if ([ids, filter, failed_of].filter((one) => one !== undefined).length !== 1)
    problems.ids = [say('bulk.one_selection')]
  if (filter !== undefined && expected_count === undefined) problems.expected_count = [needed]
  if ((action === 'tag' || action === 'untag') && !tags) problems.tags = [needed]
  if (action === 'assign' && assigned_to === undefined) problems.assigned_to = [needed]
  if (action === 'status' && !status) problems.status = [needed]
  if (Object.keys(problems).length) throw invalid(problems)
}
