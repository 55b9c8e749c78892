// Who may be one person, through the whole workspace: customers in the order of a key that they may share, so that those
// who do stand side by side. Each answer looks at so many of them at most, whatever the size of the workspace, and the
// next goes on behind them.
import { Injectable } from '@nestjs/common'
import { context, Database } from '@portolan/platform'
import type { DuplicateReason } from './duplicates.dto'
import { shownCustomer, toldApart } from './duplicates.queries'

/** How much of an index one answer looks at. */
const mostLooked = 20_000
/** More of them are counted, not shown: they share a switchboard or a mailbox, hardly a person. */
const shown = 10

export interface GroupsFound {
  /** JSON of them. */
  readonly groups: string
  /** JSON of the key to go on behind; null at the end. */
  readonly next: string | null
}

const keys = {
  email: ['mailbox'],
  phone: ['phone_e164'],
  name: ['name_key', 'country_code'],
} as const satisfies Record<DuplicateReason, readonly string[]>

@Injectable()
export class DuplicateGroupsQueries {
  constructor(private readonly db: Database) {}

  /** Groups behind the key `after`. An agent's own customers alone, by policy as in lists. */
  async next(
    reason: DuplicateReason,
    after: readonly string[] | null,
    limit: number,
    looked = mostLooked,
  ): Promise<GroupsFound> {
    const statement = groupsBy(keys[reason], after === null ? 'start' : 'behind', looked)
    const [found] = await this.db.read<GroupsFound>(statement, [limit, ...(after ?? [])])
    return found ?? { groups: '[]', next: null }
  }
}

/** How many values a key of this reason has. */
export function widthOf(reason: DuplicateReason): number {
  return keys[reason].length
}

function groupsBy(columns: readonly string[], from: 'start' | 'behind', looked: number): string {
  const own = columns.map((name) => `c.${name}`).join(', ')
  const key = columns.join(', ')
  const place = columns.map((_, index) => `$${index + 2}::text`).join(', ')
  const conditions = [
    'c.tenant_id = current_tenant() and c.deleted_at is null',
    ...columns.map((name) => `c.${name} is not null`),
    // The policy guards, this helps the planner.
    ...(context().role === 'agent' ? ['c.assigned_to = current_actor()'] : []),
    ...(from === 'behind' ? [`(${own}) > (${place})`] : []),
  ]
  return `
with looked as materialized (
  select ${own}, c.id from customers c where ${conditions.join(' and ')} order by ${own} limit ${looked + 1}
), torn as materialized (
  select count(*) > ${looked} as is_torn from looked
), keyed as materialized (
  select ${key}, count(*)::integer as total, (array_agg(id order by id))[1:${shown}] as ids,
         lead(true) over (order by ${key}) is null as is_last, count(*) over () as keys
    from looked group by ${key}
), whole as materialized (
  -- Whoever shares the last key may go on behind the last one that was looked at.
  select k.* from keyed k cross join torn t where not (t.is_torn and k.is_last and k.keys > 1)
), groups as materialized (
  select * from whole where total > 1 order by ${key} limit $1
), place as (
  select case when (select count(*) from groups) = $1 then (select json_build_array(${key}) from groups order by ${reversed(columns)} limit 1)
              when t.is_torn then (select json_build_array(${key}) from whole order by ${reversed(columns)} limit 1) end as key
    from torn t
), answered as (
  select ${columns.map((name) => `g.${name}`).join(', ')}, json_build_object(
           'reasons', w.reasons, 'strength', w.strength, 'total', case when g.total > ${shown} then g.total else w.members end,
           'customers', w.customers) as data
    from groups g
   cross join lateral (${weighed}) w
   where w.members > 1
)
select coalesce((select json_agg(data order by ${key}) from answered), '[]')::text as groups,
       (select key::text from place) as next`
}

function reversed(columns: readonly string[]): string {
  return columns.map((name) => `${name} desc`).join(', ')
}

/** Of a group `g` those who were not told apart from all of the others, and what all of them share. */
const weighed = `
  select s.*, case when 'email' = any(s.reasons) or s.reasons @> '{name,phone}' then 'strong'
                   when 'phone' = any(s.reasons) or s.is_one_place then 'medium' else 'weak' end as strength
    from (
      select array_remove(array[
               case when count(distinct c.mailbox) = 1 and count(c.mailbox) = count(*) then 'email' end,
               case when count(distinct (c.name_key, c.country_code)) = 1 and count(c.name_key) = count(*)
                     and count(c.country_code) = count(*) then 'name' end,
               case when count(distinct c.phone_e164) = 1 and count(c.phone_e164) = count(*) then 'phone' end], null) as reasons,
             count(distinct c.postal_code) = 1 and count(c.postal_code) = count(*) as is_one_place,
             count(*)::integer as members, json_agg(${shownCustomer} order by c.created_at desc, c.id) as customers
        from unnest(g.ids) as m (id)
        join customers c on c.tenant_id = current_tenant() and c.id = m.id
       where exists (select from unnest(g.ids) as n (id) where n.id <> m.id and not ${toldApart('m.id', 'n.id')})) s`
