// The set-based statements of customer-import.ts and customer-undo.ts.
import { find } from './customer-references.statements'

/** Only those whom somebody knows: most people of a file are new. */
export const findStanding = `
select f.key, f.by_identity, f.by_email from (${find}) f where f.by_identity is not null or f.by_email is not null`

/** Columns whose values people and files write; what is stored beside them the database makes. */
export function insertRows(columns: readonly string[]): string {
  return `
with made as (
  insert into customers (tenant_id, id, lifetime_value_currency, ${columns.join(', ')})
  select current_tenant(), p.id, $2, ${columns.map((name) => `p.${name}`).join(', ')}
    from json_populate_recordset(null::customers, $1::json) p
   order by lower(p.email), p.id
  on conflict (tenant_id, email_lower) where deleted_at is null do nothing
  returning id
)
select coalesce(array_agg(id), '{}') as ids, count_rows('customers', count(*)) from made`
}

export function updateRows(columns: readonly string[]): string {
  return `
update customers c
   set ${columns.map((name) => `${name} = n.${name}`).join(', ')}, version = c.version + 1, updated_at = now()
  from json_populate_recordset(null::customers, $1::json) n
 where c.tenant_id = current_tenant() and c.id = n.id`
}

/** Customers with what people write of them and the names of their tags; lock them first. */
export const standing = `
select c.id, c.version, c.deleted_at is not null as is_deleted, row_to_json(f)::text as fields,
       coalesce((select array_agg(t.name order by t.name_lower)
          from customer_tags ct join tags t on t.tenant_id = ct.tenant_id and t.id = ct.tag_id
         where ct.tenant_id = current_tenant() and ct.customer_id = c.id), '{}') as tags
  from customers c
 cross join lateral (
   select c.first_name, c.last_name, c.company_name, c.email, c.phone, c.country_code, c.region, c.city, c.postal_code,
          c.address_line1, c.address_line2, c.timezone, c.language, c.currency, c.status, c.custom_fields, c.assigned_to) f
 where c.tenant_id = current_tenant() and c.id = any($1::uuid[])`

// In the order of the key, so that two imports wait for each other and never in a ring.
export const claim = `
insert into customer_identities (tenant_id, id, source, external_id, customer_id)
select current_tenant(), a.id, a.source, a.external_id, a.customer_id
  from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) as a (id, source, external_id, customer_id)
 order by a.source, a.external_id
on conflict (tenant_id, source, external_id) do nothing
returning id, customer_id`

export const giveBack = `
delete from customer_identities where tenant_id = current_tenant() and customer_id = any($1::uuid[])`

export const putTags = `
insert into customer_tags (tenant_id, customer_id, tag_id)
select current_tenant(), w.customer_id, t.id
  from unnest($1::uuid[], $2::text[]) as w (customer_id, name)
  join tags t on t.tenant_id = current_tenant() and t.name_lower = lower(w.name)
on conflict do nothing`

export const takeTags = `
delete from customer_tags ct using unnest($1::uuid[], $2::text[]) as w (customer_id, name), tags t
 where ct.tenant_id = current_tenant() and ct.customer_id = w.customer_id
   and t.tenant_id = current_tenant() and t.name_lower = lower(w.name) and ct.tag_id = t.id`

export const members = `
select id, email_lower from members_v1
 where tenant_id = current_tenant() and status = 'active' and email_lower = any($1::text[])`

/** Whom an e-mail address belongs to among the living. */
export const holders = `
with wanted as materialized (select lower(w.email) as email_lower from unnest($1::text[]) as w (email))
select c.id, c.email_lower from wanted w
  join customers c on c.tenant_id = current_tenant() and c.email_lower = w.email_lower and c.deleted_at is null`

/** Customers as they never were, with their accounts and tags. */
export const remove = `
with removed as (delete from customers where tenant_id = current_tenant() and id = any($1::uuid[]) returning id)
select count_rows('customers', -count(*)) from removed`

/** Accounts that an import gave to people who were there before; those whose orders came since stay. */
export const takeAccounts = `
delete from customer_identities i
 where i.tenant_id = current_tenant() and i.id = any($1::uuid[])
   and not exists (select from orders_v1 o
                    where o.tenant_id = current_tenant() and o.customer_id = i.customer_id and o.source = i.source)
returning i.id, i.customer_id`

export const madeHere = `
select id from customers
 where tenant_id = current_tenant() and id = any($1::uuid[]) and created_at = transaction_timestamp()`
export const accountsMadeHere = `
select id, customer_id from customer_identities
 where tenant_id = current_tenant() and customer_id = any($1::uuid[]) and created_at = transaction_timestamp()`
