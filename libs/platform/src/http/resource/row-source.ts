// Where the rows of a resource come from, what holds for them, and how each reads: what its statements have in common.
import type { Nested, ResourceDefinition, Sql } from './definition'
import type { ListPlan } from './plan'
import { aliasOf, nest, orderBy, type Viewer } from './statement.parts'

export type Rows = 'live' | 'deleted'

export class RowSource {
  protected readonly alias: string
  protected readonly source: Sql

  constructor(protected readonly definition: ResourceDefinition) {
    this.alias = aliasOf(definition)
    this.source = [definition.from, definition.joins ?? ''].join(' ').trim()
  }

  /** Whether an index was made for this set of filters. */
  isHot(plan: ListPlan): boolean {
    if (plan.search || plan.exactCount || plan.deleted) return false
    return plan.filtered.length === 0 || (this.definition.hot ?? []).includes(plan.filtered.join(','))
  }

  protected holds(viewer: Viewer, rows: Rows | 'any'): Sql[] {
    const { where, deletedAt, agentScope } = this.definition
    return [
      `${this.alias}.tenant_id = current_tenant()`,
      ...(where ? [`(${where})`] : []),
      ...(deletedAt && rows !== 'any' ? [`${deletedAt} is ${rows === 'live' ? '' : 'not '}null`] : []),
      ...(agentScope && viewer.agent ? [`${agentScope} = current_actor()`] : []),
    ]
  }

  protected conditions(plan: ListPlan, viewer: Viewer): Sql[] {
    return [...this.holds(viewer, plan.deleted ? 'deleted' : 'live'), ...plan.where, ...this.searched(plan)]
  }

  private searched({ search: text, deleted }: ListPlan): Sql[] {
    const { search } = this.definition
    if (!search || text === null) return []
    if (deleted || !search.found) return [search.where(text)]
    return [`${this.alias}.id in (select _found.id from ${search.found(text)} _found)`]
  }

  /** Whether a search gives the list as it is: in its own order, and nothing left out. Then one search gives the total, too. */
  searchIsAll({ search, deleted, filtered, ordering }: ListPlan): boolean {
    const key = this.definition.defaultSort.replace(/^-/, '')
    return (
      search !== null &&
      !!this.definition.search?.found &&
      !deleted &&
      filtered.length === 0 &&
      ordering.name.replace(/^-/, '') === key
    )
  }

  /** `whole` is what an export has: the nested rows that were asked for, all of them. */
  protected row(
    fields: readonly string[] | null,
    include: readonly string[],
    nested: 'include' | 'detail' | 'whole',
  ): Sql {
    const columns = Object.entries<Sql>(this.definition.fields)
      .filter(([name]) => !fields || fields.includes(name))
      .map(([name, sql]) => `${sql} as "${name}"`)
    const known = nested === 'detail' ? this.definition.detail : this.definition.include
    const more = Object.entries<Nested | undefined>(known ?? {}).flatMap(([name, rows]) => {
      if (!rows || (nested !== 'detail' && !include.includes(name))) return []
      return [`${nest(rows, nested)} as "${name}"`]
    })
    const { beside } = this.definition
    return `select ${[...columns, ...more].join(', ')}${beside ? ` from (select) _row ${beside}` : ''}`
  }

  protected sourceOf({ ordering: { sort } }: ListPlan): Sql {
    return sort.join ? `${this.source} ${sort.join}` : this.source
  }

  protected orderOf({ ordering }: ListPlan): Sql {
    return orderBy(ordering, ordering.sort.sql, `${this.alias}.id`)
  }
}
