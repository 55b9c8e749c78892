// Resources: one declaration, and REST gets its read statement, list, filters, cursors, counting and OpenAPI.
//
//   export const tagsResource = defineResource({
//     name: 'tag',
//     answer: TagDto,                       // required properties = fields, optional ones = include or detail
//     from: 'tags t',
//     fields: { id: 't.id', name: 't.name', created_at: column.time('t.created_at') },
//     include: { customers: nested.many(`select c.id, c.email from … where … order by c.created_at desc`) },
//     filters: { name: filter.text('t.name'), created_at: filter.time('t.created_at') },
//     sorts: { name: sort.text('t.name'), created_at: sort.time('t.created_at') },
//     defaultSort: '-created_at',
//     count: 'tags',                        // kept by count_rows('tags', 1) in the transaction that adds a row
//   })
//
//   @Get() @Can('tags.read') @ApiList(tagsResource)
//   list(@Query() query: ListQuery): Promise<JsonPage> { return tagsResource.list(this.db, query) }
//   @Get(':id') @Can('tags.read') @ApiOne(tagsResource)
//   one(@Id() id: string): Promise<Json> { return tagsResource.one(this.db, id) }
//
// The tenant, the agent's assignment and deletedAt are conditions of every statement; don't write them again. `one`
// and `many` join the ambient transaction, so they also build the answer after a write and the payload of a webhook.
import type { PublicResourceType } from '@portolan/contracts'
import { ambientContext } from '../../database/context'
import type { ReadOptions } from '../../database/database'
import type { Statement } from '../../database/transaction'
import { DomainError, missing } from '../../errors'
import type { PublicResource } from '../../public/public-resources'
import { Json, JsonPage } from '../json'
import type { ResourceDefinition } from './definition'
import { namesBelow, noFields } from './own-fields'
import { ListReader, type FixedFilters, type ListPlan, type ListQuery } from './plan'
import { Selection } from './selection'
import { writeCursor } from './sorts'
import type { Rows } from './row-source'
import type { Viewer } from './statement.parts'
import { countedExactly, Statements } from './statements'

/** The reading door of the database. */
export interface Reader {
  readAll(statements: readonly Statement[], options?: ReadOptions): Promise<unknown[][]>
}

/** Combinations without an index of their own may take this long. */
const slow: ReadOptions = { timeoutMs: 2000, lane: 'slow' }
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export interface GroupTotal {
  readonly value: string
  readonly total: number
  /** Whether there are more than that. */
  readonly isMore: boolean
}

interface Row {
  readonly data: string
  readonly version?: number | string
}

interface PageRow {
  readonly data: string
  readonly fetched: number
  readonly last: string | null
  readonly total?: string
}

export class Resource<Answer extends object = object> {
  private readonly reader: ListReader
  private readonly wholeReader: ListReader
  private readonly statements: Statements

  constructor(readonly definition: ResourceDefinition<Answer>) {
    if (Object.keys(definition.sorts).length > 6) throw new Error(`${definition.name}: at most six sorts`)
    const untyped = definition as unknown as ResourceDefinition
    this.reader = new ListReader(untyped)
    this.wholeReader = new ListReader(untyped, 'everything')
    this.statements = new Statements(untyped)
  }

  /** Throws missing() when there is no such row, or none that the reader may see. `deleted` rows are another set. */
  async one(db: Reader, id: string, { rows = 'live' }: { rows?: Rows } = {}): Promise<Json> {
    if (!uuidPattern.test(id)) throw missing(this.definition.name)
    const [found] = await db.readAll([this.statements.one(id, viewer(), rows)])
    const row = found?.[0] as Row | undefined
    if (!row) throw missing(this.definition.name)
    return answer(id, row)
  }

  /** Rows by id; those that are missing are left out. `any` takes deleted ones as well. */
  async many(
    db: Reader,
    ids: readonly string[],
    { rows = 'live' }: { rows?: Rows | 'any' } = {},
  ): Promise<Map<string, Json>> {
    if (!ids.length) return new Map()
    const [found] = await db.readAll([this.statements.many(ids, viewer(), rows)])
    return new Map((found as (Row & { id: string })[]).map((row) => [row.id, answer(row.id, row)]))
  }

  /** The same rows, deleted ones too, as what leaves the house by webhooks and elsewhere. */
  published(db: Reader, type: PublicResourceType): PublicResource {
    const read = async (ids: readonly string[]): Promise<Map<string, string>> => {
      const rows = await this.many(db, ids, { rows: 'any' })
      return new Map([...rows].map(([id, { text }]) => [id, text]))
    }
    return { type, answer: this.definition.answer, read }
  }

  /** Throws a DomainError that names every parameter it cannot read. `fixed` sets filters that the route itself gives. */
  async list(db: Reader, query: ListQuery, fixed: FixedFilters = {}): Promise<JsonPage> {
    const plan = await this.plan(db, query, { fixed })
    const who = viewer()
    const { statement, capped } = this.statements.total(plan, who)
    const isTold = this.statements.searchIsAll(plan) || (plan.page === 1 && plan.atMost <= plan.perPage)
    const trip = [this.statements.page(plan, who), ...(isTold ? [] : [statement])]
    const [rows, totals] = await tooSlowIsSaid(db.readAll(trip, this.statements.isHot(plan) ? {} : slow))
    const page = rows?.[0] as PageRow
    const counted = totalSeen(plan, page) ?? Number(page.total ?? (totals?.[0] as { total: string }).total)
    const totalIsEstimate = capped && counted > countedExactly
    const total = totalIsEstimate ? await this.estimate(db, plan, who) : counted
    const pagination = { page: plan.page, perPage: plan.perPage, total, totalIsEstimate }
    return new JsonPage(page.data, pagination, nextCursor(plan, page))
  }

  /** The list as a whole, for an export. Throws a DomainError that names every parameter it cannot read. */
  async select(db: Reader, query: ListQuery): Promise<Selection> {
    const plan = await this.plan(db, query, { reader: this.wholeReader })
    return new Selection(plan, Object.keys(this.definition.fields), this.statements, viewer())
  }

  /** Throws a DomainError that names every filter and sort that the list does not know, and places such as `page`. */
  async assertSelectable(db: Reader, query: ListQuery): Promise<void> {
    await this.plan(db, query, { reader: this.wholeReader })
  }

  /** Those of the names that stand for nothing a row of the list has. */
  async unknownColumns(db: Reader, names: readonly string[]): Promise<string[]> {
    const { fields, sorts, include = {}, own } = this.definition
    const others = names.filter((name) => ![fields, sorts, include].some((known) => Object.hasOwn(known, name)))
    const tenants = others.filter((name) => own && name.startsWith(own.prefix))
    const found = own && tenants.length ? await own.read(db, tenants) : noFields
    return others.filter((name) => !found.filters.has(name))
  }

  /** The ids of all rows that a list's filters find, in their order; at most `limit`, and one more if there are more. */
  async ids(db: Reader, query: ListQuery, limit: number): Promise<string[]> {
    const plan = await this.plan(db, query, { reader: this.wholeReader })
    const trip = [this.statements.ids(plan, viewer(), limit + 1)]
    const [rows] = await tooSlowIsSaid(db.readAll(trip, slow))
    return (rows as { id: string }[]).map(({ id }) => id)
  }

  /** How many rows a list's filters find of each value of a field; beyond countedExactly it says so and stops. */
  async totals(db: Reader, query: ListQuery, field: string, values: readonly string[]): Promise<GroupTotal[]> {
    const column = (this.definition.fields as Readonly<Record<string, string>>)[field]
    if (!column) throw new Error(`${this.definition.name} has no field ${field}`)
    const plan = await this.plan(db, query, { reader: this.wholeReader })
    const trip = [this.statements.totals(plan, viewer(), column, values)]
    const [rows] = await tooSlowIsSaid(db.readAll(trip, slow))
    return (rows as { value: string; total: number }[]).map(({ value, total }) => ({
      value,
      total: Math.min(total, countedExactly),
      isMore: total > countedExactly,
    }))
  }

  /** How many rows a list's filters find, exactly. */
  async count(db: Reader, query: ListQuery): Promise<number> {
    const plan = await this.plan(db, { ...query, count: 'exact' })
    const { statement } = this.statements.total(plan, viewer())
    const [rows] = await tooSlowIsSaid(db.readAll([statement], slow))
    return Number((rows?.[0] as { total: string }).total)
  }

  private async plan(
    db: Reader,
    query: ListQuery,
    { fixed = {}, reader = this.reader }: { fixed?: FixedFilters; reader?: ListReader } = {},
  ): Promise<ListPlan> {
    const { own } = this.definition
    const names = own ? namesBelow(own.prefix, query) : []
    return reader.read(query, fixed, own && names.length ? await own.read(db, names) : noFields)
  }

  private async estimate(db: Reader, plan: ListPlan, who: Viewer): Promise<number> {
    const [matching, all, counted] = await db.readAll(this.statements.estimates(plan, who), { lane: 'slow' })
    const share = plannedRows(matching?.[0]) / Math.max(1, plannedRows(all?.[0]))
    const total = (counted?.[0] as { total: string } | undefined)?.total
    const estimate = total === undefined ? plannedRows(matching?.[0]) : Number(total) * Math.min(1, share)
    return Math.max(Math.round(estimate), countedExactly + 1)
  }
}

export function defineResource<Answer extends object>(definition: ResourceDefinition<Answer>): Resource<Answer> {
  return new Resource(definition)
}

function answer(id: string, { data, version }: Row): Json {
  return new Json(data, { id, version: version === undefined ? undefined : Number(version) })
}

function viewer(): Viewer {
  return { agent: ambientContext()?.role === 'agent' }
}

/** The total, when this page reaches the last row and so proves it. */
function totalSeen({ page, perPage }: ListPlan, { fetched }: PageRow): number | null {
  if (page === null || fetched > perPage) return null
  const before = (page - 1) * perPage
  return fetched > 0 || before === 0 ? before + fetched : null
}

function nextCursor({ ordering, perPage }: ListPlan, { fetched, last }: PageRow): string | null {
  if (fetched <= perPage || last === null) return null
  const [value, id] = JSON.parse(last) as [string | null, string]
  return writeCursor(ordering.name, { value, id })
}

function plannedRows(row: unknown): number {
  const answer = (row as Record<string, unknown>)['QUERY PLAN']
  const plans = (typeof answer === 'string' ? JSON.parse(answer) : answer) as [{ Plan: { 'Plan Rows': number } }]
  return plans[0].Plan['Plan Rows']
}

async function tooSlowIsSaid<Rows>(trip: Promise<Rows>): Promise<Rows> {
  try {
    return await trip
  } catch (cause) {
    if ((cause as { code?: unknown } | null)?.code !== '57014') throw cause
    const advice = 'This combination of filters takes too long; use fewer filters or a narrower range'
    throw new DomainError('unavailable', 'query.too_slow', advice, { cause })
  }
}
