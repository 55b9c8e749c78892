import type { Statement } from '../../database/transaction'
import type { Nested, ResourceDefinition, Sql } from './definition'
import type { ListPlan, Ordering } from './plan'

/** Who reads: an agent sees assigned rows only, which the statements repeat for the planner. */
export interface Viewer {
  readonly agent: boolean
}

const newest = 10

export function nest({ many, sql }: Nested, nested: 'include' | 'detail' | 'whole'): Sql {
  if (!many) return `(select row_to_json(_nested) from (${sql} limit 1) _nested)`
  const rows = nested === 'include' ? `${sql} limit ${newest}` : sql
  return `(select coalesce(json_agg(row_to_json(_nested)), '[]'::json) from (${rows}) _nested)`
}

export function orderBy({ sort, descending }: Ordering, column: Sql, id: Sql): Sql {
  const nulls = sort.nullable ? (descending ? ' nulls last' : ' nulls first') : ''
  const direction = descending ? ' desc' : ''
  return `${column}${direction}${nulls}, ${id}${direction}`
}

/** The sort value exactly as stored: JSON answers round times to milliseconds. */
export function keyOf({ sort }: Ordering): Sql {
  const value = sort.type === 'timestamptz' ? `(p.s at time zone 'UTC')::text || 'Z'` : `p.s::text`
  return `json_build_array(${value}, p.i::text)::text`
}

export function aliasOf({ from }: ResourceDefinition): string {
  return from.trim().split(/\s+/).at(-1) ?? ''
}

/** How many living rows there are, where that is kept. */
export function countOfAll({ count }: ResourceDefinition, plan: ListPlan, viewer: Viewer): Statement | null {
  if (!count || viewer.agent || plan.deleted) return null
  const sql = `select coalesce(sum(t.count), 0)::text as total from tenant_counts t where t.tenant_id = current_tenant() and t.name = $1::text`
  return { sql, params: [count], prepare: true }
}

/** How many rows of a list there are, where that is kept by its filters and nothing else narrows it. */
export function keptCount(definition: ResourceDefinition, plan: ListPlan, viewer: Viewer): Statement | null {
  const { count, counts, countsOfAgents } = definition
  const kept = viewer.agent ? countsOfAgents && { table: 'agent_counts', by: countsOfAgents } : counts
  if (!kept || plan.deleted || plan.search !== null || !(viewer.agent || plan.filtered.length)) return null
  if (plan.filtered.some((name) => !kept.by.includes(name))) return null
  const alias = aliasOf(definition)
  const own = viewer.agent ? [`${alias}.assigned_to = current_actor()`, `${alias}.list = '${count}'`] : []
  const where = [`${alias}.tenant_id = current_tenant()`, ...own, ...plan.where].join(' and ')
  const sql = `select coalesce(sum(${alias}.count), 0)::text as total from ${kept.table} ${alias} where ${where}`
  return { sql, params: plan.params }
}
