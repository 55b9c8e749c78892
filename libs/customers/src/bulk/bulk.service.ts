// Edits of many customers at once. Starting one fixes which customers it takes, so that what was confirmed is what is
// done; the job takes them in chunks and answers for each of them: changed, unchanged, or failed with a reason.
import { Injectable } from '@nestjs/common'
import type { JobOf } from '@portolan/contracts'
import {
  type Changes,
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
import { BulkEdits } from './bulk.edits'
import { BulkNotOver, CountChanged, nothingSelected, tooManySelected } from './bulk.errors'
import { BulkQueries } from './bulk.queries'

type Command = JobOf<'customers.bulk'>

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
    private readonly edits: BulkEdits,
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
    const outcome = standing.length ? await this.edits.apply(jobId, command, standing) : new Map<string, Changes>()
    if (outcome instanceof DomainError) {
      await this.queries.fail(jobId, [...alive], outcome)
      return { changed: 0, failed: ids.length }
    }
    if (outcome.size) {
      await this.outbox.append('customer.updated', { ids: [...outcome.keys()], changes: Object.fromEntries(outcome) })
    }
    return { changed: outcome.size, failed: gone.length }
  }

  private async selected(dto: BulkDto): Promise<readonly string[]> {
    const { filter, expected_count } = dto
    const found = await this.found(dto)
    const count = found.length > mostSelected && filter ? await customersResource.count(this.db, filter) : found.length
    if (expected_count !== undefined && expected_count !== count) throw new CountChanged(count)
    if (count > mostSelected) throw tooManySelected(mostSelected)
    if (count === 0) throw nothingSelected()
    return found
  }

  private async found({ ids, filter, failed_of, undo_of }: BulkDto): Promise<readonly string[]> {
    if (ids) return ids
    if (filter) return this.matching(filter)
    return undo_of ? this.changedBy(undo_of) : this.failed(failed_of ?? '')
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

  private async changedBy(jobId: string): Promise<string[]> {
    const job = await this.queries.toldTo(jobId)
    if (!job || job.action === 'undo') throw missing('job')
    if (!job.is_over) throw new BulkNotOver()
    return this.queries.changedBy(jobId)
  }

  /** What cannot be done to anybody is refused now and not by every row. */
  private async commandFrom({ action, tags = [], assigned_to = null, status, undo_of }: BulkDto): Promise<Command> {
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
      case 'undo':
        return { action, undo_of }
    }
  }
}

/** Rules that need two fields. */
function assertWhole(dto: BulkDto): void {
  const { action, tags, assigned_to, status, ids, filter, failed_of, undo_of, expected_count } = dto
  const needed = say('rule.isDefined')
  const problems: Record<string, string[]> = {}
  const selections = action === 'undo' ? [undo_of] : [ids, filter, failed_of]
  const others = action === 'undo' ? [ids, filter, failed_of] : [undo_of]
  if (selections.filter(isGiven).length !== 1 || others.some(isGiven))
    problems[action === 'undo' ? 'undo_of' : 'ids'] = [
      say(action === 'undo' ? 'bulk.only_undo_of' : 'bulk.one_selection'),
    ]
  if (filter !== undefined && expected_count === undefined) problems.expected_count = [needed]
  if ((action === 'tag' || action === 'untag') && !tags) problems.tags = [needed]
  if (action === 'assign' && assigned_to === undefined) problems.assigned_to = [needed]
  if (action === 'status' && !status) problems.status = [needed]
  if (Object.keys(problems).length) throw invalid(problems)
}

function isGiven(value: unknown): boolean {
  return value !== undefined
}
