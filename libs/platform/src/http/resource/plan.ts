// A list request, read: every name is known, every value typed. What could not be read is a 400 that says so by field.
import { invalid, type ErrorDetails } from '../../errors'
import { say, type MessageParams } from '../messages'
import type { ResourceDefinition, Sql } from './definition'
import { rangeOperators, Unreadable, type Bind, type Filter, type RangeOperator } from './filters'
import { noFields, type NamedFields } from './own-fields'
import { readCursor, type Position, type Sort } from './sorts'

export const defaultPageSize = 25
export const largestPageSize = 100
/** Offsets read and throw away what they skip, so they end here; cursors go on for ever. */
export const deepestRow = 10_000
const mostValues = 100

/** What came in: names to text, or to a list of texts where a name came twice. */
export type ListQuery = Readonly<Record<string, unknown>>

export interface Ordering {
  /** As in the query string: a key, with `-` in front for descending. */
  readonly name: string
  readonly sort: Sort
  readonly descending: boolean
}

export interface ListPlan {
  readonly perPage: number
  /** Null in a walk by cursor. */
  readonly page: number | null
  readonly cursor: Position | null
  readonly ordering: Ordering
  readonly fields: readonly string[] | null
  readonly include: readonly string[]
  readonly where: readonly Sql[]
  readonly params: readonly unknown[]
  /** Names of the filters in use, sorted. */
  readonly filtered: readonly string[]
  /** How many rows there are at most, where they are named by their ids. */
  readonly atMost: number
  /** The placeholder of the text that is searched; null without one. */
  readonly search: Sql | null
  readonly deleted: boolean
  readonly exactCount: boolean
}

/** Filters that the route sets itself, as in `customers/:id/orders`; the reader cannot set them again. */
export type FixedFilters = Readonly<Record<string, string | readonly string[]>>

/** Parameters that only make sense where somebody turns pages. */
const pageParameters = ['page', 'per_page', 'cursor', 'count'] as const

export class ListReader {
  private readonly filters = new Map<string, readonly [string, Filter]>()
  private readonly sorts: Map<string, Sort>
  private readonly fields: readonly string[]
  private readonly includes: readonly string[]
  private readonly reserved: Set<string>
  private readonly parameters: readonly string[]

  /** `takes` says whether the list is read page by page, or as a whole by an export. */
  constructor(
    private readonly definition: ResourceDefinition,
    takes: 'pages' | 'everything' = 'pages',
  ) {
    for (const [name, filter] of Object.entries(definition.filters)) {
      for (const alias of [name, ...filter.aliases]) this.filters.set(alias, [name, filter])
    }
    this.sorts = new Map(Object.entries(definition.sorts))
    this.fields = Object.keys(definition.fields)
    this.includes = Object.keys(definition.include ?? {})
    const optional = [
      ...(this.includes.length ? ['include'] : []),
      ...(definition.search ? ['q'] : []),
      ...(definition.deletedAt ? ['deleted'] : []),
    ]
    this.reserved = new Set([...(takes === 'pages' ? pageParameters : []), 'sort', 'fields', ...optional])
    this.parameters = [...this.reserved, ...this.filters.keys()]
  }

  /** Throws a DomainError that names every parameter it cannot read. */
  read(query: ListQuery, fixed: FixedFilters = {}, own: NamedFields = noFields): ListPlan {
    const request = new Request(query)
    const where = new Conditions()
    for (const [name, value] of Object.entries(fixed)) {
      where.add(name, this.knownFilter(name).any([value].flat(), where.bind))
    }
    for (const name of request.names) this.readFilter(name, request, where, { fixed, own })
    const search = this.readSearch(request, where)
    const ordering = this.readOrdering(request, own)
    const { page, perPage, cursor } = this.readPlace(request, ordering)
    const fields = this.readNames(request, 'fields', this.fields)
    const plan: ListPlan = {
      perPage,
      page,
      cursor,
      ordering,
      fields: fields.length ? fields : null,
      include: this.readNames(request, 'include', this.includes),
      where: where.conditions,
      params: where.params,
      filtered: [...where.names].sort(),
      atMost: where.atMost,
      search,
      deleted: this.reserved.has('deleted') && request.choose('deleted', ['true', 'false'], 'value.flag') === 'true',
      exactCount: request.choose('count', ['exact'], 'list.count') === 'exact',
    }
    request.refuse()
    return plan
  }

  private knownFilter(name: string): Filter {
    const known = this.filters.get(name)
    if (!known) throw new Error(`${this.definition.name} has no filter ${name}`)
    return known[1]
  }

  private readFilter(
    parameter: string,
    request: Request,
    where: Conditions,
    { fixed, own }: { fixed: FixedFilters; own: NamedFields },
  ): void {
    const [, key = '', operator] = /^([^[\]]+)(?:\[([^[\]]*)\])?$/.exec(parameter) ?? []
    if (operator === undefined && this.reserved.has(key)) return
    const [name, filter] = this.filters.get(key) ?? [key, own.filters.get(key)]
    if (!name || !filter || Object.hasOwn(fixed, name)) {
      request.problem(parameter, 'list.unknown_parameter', { allowed: this.parameters.join(', ') })
      return
    }
    const text = request.text(parameter)
    if (text === null) return
    try {
      where.add(
        name,
        operator === undefined ? anyOf(filter, text, where.bind) : range(filter, operator, text, where.bind),
      )
      if (name === 'id' && operator === undefined) where.atMost = text.split(',').length
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      request.problem(parameter, error.rule, error.params)
    }
  }

  private readSearch(request: Request, where: Conditions): Sql | null {
    const { search } = this.definition
    const typed = search ? request.text('q') : null
    if (!search || typed === null) return null
    const text = typed.trim()
    const length = [...text].length
    if (length < 2 || length > 100) {
      request.problem('q', 'list.search', { min: 2, max: 100 })
      return null
    }
    return where.bind(search.prepare ? search.prepare(text) : text, 'text')
  }

  private readOrdering(request: Request, own: NamedFields): Ordering {
    const standard = this.ordering(this.definition.defaultSort, noFields)
    if (!standard) throw new Error(`${this.definition.name} has no sort ${this.definition.defaultSort}`)
    const text = request.text('sort')
    if (text === null) return standard
    const chosen = this.ordering(text, own)
    if (!chosen) request.problem('sort', 'list.sort', { allowed: [...this.sorts.keys()].join(', ') })
    return chosen ?? standard
  }

  private ordering(name: string, own: NamedFields): Ordering | null {
    const descending = name.startsWith('-')
    const key = descending ? name.slice(1) : name
    const sort = this.sorts.get(key) ?? own.sorts.get(key)
    return sort ? { name, sort, descending } : null
  }

  private readPlace(request: Request, { name, sort }: Ordering): Pick<ListPlan, 'page' | 'perPage' | 'cursor'> {
    const perPage = request.integer('per_page', defaultPageSize, largestPageSize, 'list.per_page')
    const text = request.text('cursor')
    const page = request.integer('page', 1, Number.MAX_SAFE_INTEGER, 'list.page')
    if (text === null) {
      if ((page - 1) * perPage >= deepestRow) request.problem('page', 'list.too_deep', { max: deepestRow })
      return { page, perPage, cursor: null }
    }
    if (request.names.includes('page')) request.problem('page', 'list.page_and_cursor')
    const cursor = readCursor(text, name, sort)
    if (!cursor) request.problem('cursor', 'list.cursor')
    return { page: null, perPage, cursor }
  }

  private readNames(request: Request, parameter: 'fields' | 'include', known: readonly string[]): string[] {
    const text = this.reserved.has(parameter) ? request.text(parameter) : null
    if (text === null) return []
    const names = new Set(text.split(',').map((name) => name.trim()))
    for (const name of names) {
      if (!known.includes(name)) request.problem(parameter, `list.${parameter}`, { name, allowed: known.join(', ') })
    }
    return known.filter((name) => names.has(name))
  }
}

class Conditions {
  readonly conditions: Sql[] = []
  readonly params: unknown[] = []
  readonly names = new Set<string>()
  atMost = Infinity

  readonly bind: Bind = (value, type) => `$${this.params.push(value)}::${type}`

  add(name: string, condition: Sql): void {
    this.names.add(name)
    this.conditions.push(condition)
  }
}

function anyOf(filter: Filter, text: string, bind: Bind): Sql {
  const given = text.split(',').map((value) => value.trim())
  if (given.length > mostValues) throw new Unreadable('list.too_many', { max: mostValues })
  if (given.includes('')) throw new Unreadable('list.empty')
  const values = filter.none === null ? given : given.filter((value) => value !== 'none')
  if (values.length === given.length) return filter.any(values, bind)
  return values.length ? `(${filter.any(values, bind)} or ${filter.none})` : String(filter.none)
}

function range(filter: Filter, operator: string, text: string, bind: Bind): Sql {
  if (!filter.ranges) throw new Unreadable('list.no_range')
  if (!Object.hasOwn(rangeOperators, operator)) {
    const allowed = Object.keys(rangeOperators).map((name) => `[${name}]`)
    throw new Unreadable('list.operator', { operator, allowed: allowed.join(', ') })
  }
  return filter.range(operator as RangeOperator, text.trim(), bind)
}

/** The query string, and what is wrong with it. */
class Request {
  readonly names: readonly string[]
  private readonly values: ReadonlyMap<string, unknown>
  private readonly problems = new Map<string, string[]>()

  constructor(query: ListQuery) {
    this.values = new Map(Object.entries(query))
    this.names = [...this.values.keys()]
  }

  problem(parameter: string, rule: string, params: MessageParams = {}): void {
    const key = parameter.slice(0, 100).replace(/\p{Cs}/gu, '\ufffd')
    this.problems.set(key, [...(this.problems.get(key) ?? []), say(rule, params)])
  }

  /** The parameter's text, or null when it is absent or wrong. */
  text(parameter: string): string | null {
    const value = this.values.get(parameter)
    if (value === undefined) return null
    if (typeof value !== 'string') this.problem(parameter, 'list.once')
    else if (value.trim() === '') this.problem(parameter, 'list.empty')
    else if (/[\p{Cc}\p{Cs}]/u.test(value)) this.problem(parameter, 'list.text')
    else return value
    return null
  }

  integer(parameter: string, fallback: number, max: number, rule: string): number {
    const text = this.text(parameter)
    if (text === null) return fallback
    const value = /^\d{1,15}$/.test(text) ? Number(text) : 0
    if (value >= 1 && value <= max) return value
    this.problem(parameter, rule, { max })
    return fallback
  }

  choose(parameter: string, values: readonly string[], rule: string): string | null {
    const text = this.text(parameter)
    if (text === null || values.includes(text)) return text
    this.problem(parameter, rule)
    return null
  }

  refuse(): void {
    // fromEntries defines own properties, so a parameter called __proto__ stays a name.
    const details: ErrorDetails = Object.fromEntries(this.problems)
    if (this.problems.size) throw invalid(details)
  }
}
