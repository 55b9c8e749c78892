// The statements of a resource. Page sizes and offsets stand as literals: `limit $1` would be planned again on every
// execution. PostgreSQL builds the JSON, so that no row is ever mapped here.
import type { Statement } from '../../database/transaction'
import type { Sql } from './definition'
import type { ListPlan } from './plan'
import { RowSource, type Rows } from './row-source'
import { countOfAll, keptCount, keyOf, orderBy, type Viewer } from './statement.parts'

export const countedExactly = 10_000
const mostPrepared = 200

/** A range of an index, and the order in it where that is not the plan's own. */
interface Range {
  readonly where: Sql
  readonly order?: Sql
}

export class Statements extends RowSource {
  /** Plans are kept per connection, so the number of named statements needs an end. */
  private readonly prepared = new Set<Sql>()
  private readonly texts = new Map<string, Sql>()

  one(id: string, viewer: Viewer, rows: Rows): Statement {
    const sql = this.remembered(`one ${viewer.agent} ${rows}`, () => this.details('', viewer, rows, '= $1::uuid'))
    return { sql, params: [id], prepare: true }
  }

  many(ids: readonly string[], viewer: Viewer, rows: Rows | 'any'): Statement {
    const what = `, ${this.alias}.id::text as id`
    const sql = this.remembered(`many ${viewer.agent} ${rows}`, () =>
      this.details(what, viewer, rows, '= any($1::uuid[])'),
    )
    return { sql, params: [ids], prepare: true }
  }

  private details(what: Sql, viewer: Viewer, rows: Rows | 'any', which: Sql): Sql {
    const { version } = this.definition
    const where = [...this.holds(viewer, rows), `${this.alias}.id ${which}`].join(' and ')
    const row = this.row(null, [], 'detail')
    const told = version ? `, ${version} as version${what}` : what
    return `select row_to_json(_answer)::text as data${told} from ${this.source} cross join lateral (${row}) _answer where ${where}`
  }

  /** Texts of thousands of characters take longer to write than rows to read. */
  private remembered(shape: string, write: () => Sql): Sql {
    const known = this.texts.get(shape)
    if (known) return known
    const text = write()
    if (this.texts.size < mostPrepared) this.texts.set(shape, text)
    return text
  }

  /** The ids of the whole list, in its order; at most `limit` where there is one. */
  ids(plan: ListPlan, viewer: Viewer, limit?: number): Statement {
    const where = this.conditions(plan, viewer).join(' and ')
    const sql = `select ${this.alias}.id::text as id from ${this.sourceOf(plan)} where ${where} order by ${this.orderOf(plan)}`
    return { sql: limit === undefined ? sql : `${sql} limit ${limit}`, params: plan.params }
  }

  /** Rows of the list in the order of `ids`, with all of their nested rows; those that are gone are left out. */
  inOrder(plan: ListPlan, viewer: Viewer, ids: readonly string[]): Statement {
    const where = this.holds(viewer, plan.deleted ? 'deleted' : 'live').join(' and ')
    const sql =
      `select row_to_json(_answer)::text as data` +
      ` from unnest($1::uuid[]) with ordinality _wanted (id, place)` +
      ` join ${this.definition.from} on ${this.alias}.id = _wanted.id ${this.definition.joins ?? ''}` +
      ` cross join lateral (${this.row(plan.fields, plan.include, 'whole')}) _answer where ${where} order by _wanted.place`
    return { sql, params: [ids], prepare: true }
  }

  /**
   * Answers one row: `data` (a JSON array), `fetched` (at most one more than the page) and `last`, the last row's key;
   * where the list is a search alone, also its `total`, to one row behind countedExactly.
   */
  page(plan: ListPlan, viewer: Viewer): Statement {
    const { cursor, ordering, perPage, include, where } = plan
    const params = [...plan.params, ...(cursor ? [cursor.id, ...(cursor.value === null ? [] : [cursor.value])] : [])]
    if (!this.isOften(plan)) return { sql: this.pageText(plan, viewer), params }
    const walks = cursor && (cursor.value === null ? 'nulls' : 'values')
    // A tenant's own sort is called like another tenant's; its join tells them apart.
    const order = [ordering.name, ordering.sort.join]
    const shape = ['page', viewer.agent, plan.search, walks, ...order, perPage, include.join(), ...where].join('\n')
    const sql = this.remembered(shape, () => this.pageText(plan, viewer))
    return { sql, params, prepare: this.mayPrepare(plan, sql) }
  }

  private pageText(plan: ListPlan, viewer: Viewer): Sql {
    const isAll = this.searchIsAll(plan)
    const rows = isAll ? this.foundPage(plan, viewer) : this.branches(plan, viewer)
    const size = plan.perPage
    return (
      (isAll
        ? `with _all as materialized (select * from ${this.definition.search?.found?.(plan.search ?? '') ?? ''}) `
        : '') +
      `select '[' || coalesce(string_agg(p.j, ',') filter (where p.n <= ${size}), '') || ']' as data,` +
      ` count(*)::integer as fetched, max(${keyOf(plan.ordering)}) filter (where p.n = ${size}) as last` +
      (isAll ? `, (select count(*) from _all)::text as total` : '') +
      ` from (select row_number() over () as n, q.j, q.s, q.i from (${rows}) q) p`
    )
  }

  /** How many rows of the list have each of the values, each counted to one row behind countedExactly. */
  totals(plan: ListPlan, viewer: Viewer, column: Sql, values: readonly string[]): Statement {
    const where = [...this.conditions(plan, viewer), `${column} = _wanted.value`].join(' and ')
    const sql =
      `select _wanted.value, (select count(*)::integer from (select from ${this.source} where ${where}` +
      ` limit ${countedExactly + 1}) _matching) as total` +
      ` from unnest($${plan.params.length + 1}::text[]) with ordinality _wanted (value, place) order by _wanted.place`
    return { sql, params: [...plan.params, values] }
  }

  /** `capped` says whether counting stopped one row behind countedExactly. */
  total(plan: ListPlan, viewer: Viewer): { statement: Statement; capped: boolean } {
    const everything = countOfAll(this.definition, plan, viewer)
    if (everything && plan.where.length === 0 && !plan.exactCount) return { statement: everything, capped: false }
    const kept = keptCount(this.definition, plan, viewer)
    if (kept) return { statement: { ...kept, prepare: this.mayPrepare(plan, kept.sql) }, capped: false }
    const matching = `select from ${this.source} where ${this.conditions(plan, viewer).join(' and ')}`
    const counted = plan.exactCount ? matching : `${matching} limit ${countedExactly + 1}`
    const sql = `select count(*)::text as total from (${counted}) m`
    // How to count depends on the values: a plan for any would read the whole table for the few.
    return { statement: { sql, params: plan.params }, capped: !plan.exactCount }
  }

  /**
   * Asks the planner how many rows match and how many there are, each as a plan in JSON. Row-level security makes both
   * guesses too low by the same factor; the third statement, where there is one, tells how many there really are.
   */
  estimates(plan: ListPlan, viewer: Viewer): Statement[] {
    const explain = `explain (format json) select from ${this.source} where`
    const base = this.holds(viewer, plan.deleted ? 'deleted' : 'live')
    const everything = countOfAll(this.definition, plan, viewer)
    return [
      { sql: `${explain} ${[...base, ...plan.where].join(' and ')}`, params: plan.params },
      { sql: `${explain} ${base.join(' and ')}` },
      ...(everything ? [everything] : []),
    ]
  }

  /** A search alone asks a function, which plans for the term; what is around it has one plan for all terms. */
  private isOften(plan: ListPlan): boolean {
    return (this.isHot(plan) || this.searchIsAll(plan)) && !plan.fields && (plan.page ?? 1) === 1
  }

  private mayPrepare(plan: ListPlan, sql: Sql): boolean {
    if (!this.isOften(plan)) return false
    if (this.prepared.size < mostPrepared) this.prepared.add(sql)
    return this.prepared.has(sql)
  }

  /**
   * Rows as `j`, with the sort value and id beside them. Where nulls are involved a position is followed by two ranges
   * of the index; the second runs if the first is short.
   */
  private branches(plan: ListPlan, viewer: Viewer): Sql {
    const limit = plan.perPage + 1
    if ((plan.page ?? 1) > 1) return this.laterPage(plan, viewer)
    const [near, far] = plan.cursor ? this.behind(plan) : this.start(plan)
    if (!near || !far) return this.branch(plan, viewer, near)
    return (
      `with near as materialized (${this.branch(plan, viewer, near)}),` +
      ` far as (${this.branch(plan, viewer, far, `(select count(*) from near) < ${limit}`)})` +
      ` select b.j, b.s, b.i from (select * from near union all select * from far) b` +
      ` order by ${orderBy(plan.ordering, 'b.s', 'b.i')} limit ${limit}`
    )
  }

  private branch(plan: ListPlan, viewer: Viewer, range?: Range, condition?: Sql): Sql {
    const where = [...this.conditions(plan, viewer), ...(range ? [range.where] : []), ...(condition ? [condition] : [])]
    return (
      `select row_to_json(_answer)::text as j, ${plan.ordering.sort.sql} as s, ${this.alias}.id as i` +
      ` from ${this.sourceOf(plan)} cross join lateral (${this.row(plan.fields, plan.include, 'include')}) _answer` +
      ` where ${where.join(' and ')} order by ${range?.order ?? this.orderOf(plan)} limit ${plan.perPage + 1}`
    )
  }

  /** The page of a list that is a search alone: ids and sort values are there, only the page's rows are read. */
  private foundPage(plan: ListPlan, viewer: Viewer): Sql {
    const { cursor, ordering, perPage, page } = plan
    const sorted = `_all.${this.definition.defaultSort.replace(/^-/, '')}`
    const { id, value } = place(plan)
    const behind = ` where (${sorted}, _all.id) ${ordering.descending ? '<' : '>'} (${value}, ${id})`
    return this.shown(
      plan,
      viewer,
      `select _all.id as _id, ${sorted} as _sort from _all${cursor ? behind : ''}` +
        ` order by ${orderBy(ordering, sorted, '_all.id')} limit ${perPage + 1} offset ${((page ?? 1) - 1) * perPage}`,
    )
  }

  /** Finds the page's ids first: an offset would build the JSON of every row that it skips. */
  private laterPage(plan: ListPlan, viewer: Viewer): Sql {
    const offset = ((plan.page ?? 1) - 1) * plan.perPage
    return this.shown(
      plan,
      viewer,
      `select ${this.alias}.id as _id, ${plan.ordering.sort.sql} as _sort from ${this.sourceOf(plan)}` +
        ` where ${this.conditions(plan, viewer).join(' and ')}` +
        ` order by ${this.orderOf(plan)} limit ${plan.perPage + 1} offset ${offset}`,
    )
  }

  /** Rows with the ids that `found` has as `_id`, in its order. */
  private shown(plan: ListPlan, viewer: Viewer, found: Sql): Sql {
    const { from, joins = '' } = this.definition
    const where = this.holds(viewer, plan.deleted ? 'deleted' : 'live').join(' and ')
    return (
      `select row_to_json(_answer)::text as j, _sort as s, _id as i` +
      ` from (select row_number() over () as _place, _found.* from (${found}) _found) _page` +
      ` join ${from} on ${this.alias}.id = _id ${joins}` +
      ` cross join lateral (${this.row(plan.fields, plan.include, 'include')}) _answer where ${where} order by _place`
    )
  }

  /** A column of another table has an index of its own rows; so rows with a value and rows without are two ranges. */
  private start(plan: ListPlan): [Range?, Range?] {
    const { sort, descending } = plan.ordering
    if (!sort.join) return []
    const [without, having] = [this.without(plan), { where: `${sort.sql} is not null` }]
    return descending ? [having, without] : [without, having]
  }

  /** Rows without a value. Where the column is another table's, no index but the row's own gives their order. */
  private without({ ordering: { sort, descending } }: ListPlan): Range {
    const where = `${sort.sql} is null`
    return sort.join ? { where, order: `${this.alias}.id${descending ? ' desc' : ''}` } : { where }
  }

  private behind(plan: ListPlan): [Range, Range?] {
    const { ordering, cursor } = plan
    const { sort, descending } = ordering
    const { id, value } = place(plan)
    const sign = descending ? '<' : '>'
    if (cursor?.value == null) {
      const without = this.without(plan)
      const nulls = { ...without, where: `${without.where} and ${this.alias}.id ${sign} ${id}` }
      return descending ? [nulls] : [nulls, { where: `${sort.sql} is not null` }]
    }
    // A pair over two tables is no range of an index; its first half is.
    const range = sort.join ? `${sort.sql} ${sign}= ${value} and ` : ''
    const values = `${range}(${sort.sql}, ${this.alias}.id) ${sign} (${value}, ${id})`
    return descending && sort.nullable ? [{ where: values }, this.without(plan)] : [{ where: values }]
  }
}

/** The parameters that say where a walk stands; they come behind the plan's own. */
function place({ params, ordering }: ListPlan): { id: Sql; value: Sql } {
  return { id: `$${params.length + 1}::uuid`, value: `$${params.length + 2}::${ordering.sort.type}` }
}
