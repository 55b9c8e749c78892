// Who may be the same person as somebody: found by three keys, each with an index of its own, so that the size of the
// workspace does not matter. Row-level security keeps an agent to her own customers.
import { Injectable } from '@nestjs/common'
import { column, context, Database } from '@portolan/platform'

/** How many are looked at for each reason, and how many are answered: more of them are no suggestion. */
const looked = 100
const answered = 20

function alike(reason: string, condition: string): string {
  return `(select c.id, '${reason}' as reason from self s
             join customers c on c.tenant_id = current_tenant() and ${condition} and c.id <> s.id and c.deleted_at is null
            limit ${looked})`
}

/** Whether two were told apart, or somebody who was merged into one of them. */
export function toldApart(one: string, other: string): string {
  return `exists (
     select from (${familyOf(one)}) f cross join (${familyOf(other)}) o
       join distinct_customers d on d.tenant_id = current_tenant()
        and d.one_id = least(f.member, o.member) and d.other_id = greatest(f.member, o.member))`
}

function familyOf(id: string): string {
  return `select ${id} as member
           union all
          select m.loser_id from customer_merges m
           where m.tenant_id = current_tenant() and m.into_id = ${id} and m.undone_at is null`
}

/** JSON of what tells the customer `c` from others. */
export const shownCustomer = `json_build_object('id', c.id, 'first_name', c.first_name, 'last_name', c.last_name,
           'company_name', c.company_name, 'email', c.email, 'phone', c.phone, 'country_code', c.country_code,
           'city', c.city, 'total_orders', c.total_orders, 'created_at', ${column.time('c.created_at')})`

/** Those who were told apart from her, or from somebody who was merged into her, stay away. */
const suggestions = `
with self as materialized (
  select id, mailbox, phone_e164, name_key, country_code, postal_code from customers
   where tenant_id = current_tenant() and id = $1 and deleted_at is null
), found as (
  ${alike('email', 'c.mailbox = s.mailbox')}
  union all ${alike('phone', 'c.phone_e164 = s.phone_e164')}
  union all ${alike('name', 'c.name_key = s.name_key and c.country_code = s.country_code')}
), reasoned as (
  select id, array_agg(reason order by reason) as reasons from found group by id
), weighed as (
  select c.*, r.reasons,
         case when 'email' = any(r.reasons) or r.reasons @> '{name,phone}' then 1
              when 'phone' = any(r.reasons) or c.postal_code = s.postal_code then 2
              else 3 end as weight
    from reasoned r cross join self s
    join customers c on c.tenant_id = current_tenant() and c.id = r.id
   where not ${toldApart('s.id', 'c.id')}
), chosen as (
  select * from weighed order by weight, created_at desc, id limit ${answered}
)
select json_build_object('suggestions', coalesce((select json_agg(json_build_object(
         'customer', ${shownCustomer},
         'reasons', c.reasons, 'strength', ('{strong,medium,weak}'::text[])[c.weight]) order by c.weight, c.created_at desc, c.id) from chosen c), '[]'))::text as data
  from self`

@Injectable()
export class DuplicatesQueries {
  constructor(private readonly db: Database) {}

  /** JSON of the suggestions; null when the reader sees no such living customer. */
  async of(id: string): Promise<string | null> {
    const [row] = await this.db.read<{ data: string }>(suggestions, [id])
    return row?.data ?? null
  }

  /** Which of these live and are seen by the reader. */
  async living(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.db.query<{ id: string }>(
      `select id from customers where tenant_id = current_tenant() and id = any($1::uuid[]) and deleted_at is null`,
      [ids],
    )
    return new Set(rows.map(({ id }) => id))
  }

  /** False when they were told apart already. */
  async tellApart(one: string, other: string): Promise<boolean> {
    const rows = await this.db.query(
      `insert into distinct_customers (tenant_id, one_id, other_id, told_by)
       values (current_tenant(), least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3)
       on conflict do nothing returning one_id`,
      [one, other, context().user],
    )
    return rows.length > 0
  }

  /** False when they were not told apart. */
  async takeBack(one: string, other: string): Promise<boolean> {
    const rows = await this.db.query(
      `delete from distinct_customers
        where tenant_id = current_tenant() and one_id = least($1::uuid, $2::uuid)
          and other_id = greatest($1::uuid, $2::uuid) returning one_id`,
      [one, other],
    )
    return rows.length > 0
  }
}
