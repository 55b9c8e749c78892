// The set-based statements of customer-references.ts. `materialized` keeps lower() away from the policies' side of the
// comparison: it is not leakproof, and the e-mail's index would not be used.

export const find = `
with wanted as materialized (
  select w.key, w.source, w.external_id, lower(w.email) as email_lower
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (key, source, external_id, email)
)
select w.key, i.customer_id as by_identity, i.named_customer_id as identity_named,
       coalesce(c.deleted_at is not null, false) as is_deleted,
       coalesce(e.id, m.into_id) as by_email, case when e.id is null then m.named end as email_named
  from wanted w
  left join customer_identities i
    on i.tenant_id = current_tenant() and i.source = w.source and i.external_id = w.external_id
  left join customers c on c.tenant_id = current_tenant() and c.id = i.customer_id
  -- At most one, and found by the index: a join of many would read all customers.
  left join lateral (
    select e.id from customers e
     where e.tenant_id = current_tenant() and e.email_lower = w.email_lower and e.deleted_at is null limit 1) e on true
  -- An address that a merge left without a living holder still means her.
  left join lateral (
    select m.into_id, case when m.email_of = 'loser' then m.loser_id else nullif(m.winner_id, m.into_id) end as named
      from customer_merges m
      join customers v on v.tenant_id = current_tenant() and v.id = m.into_id and v.deleted_at is null
     where m.tenant_id = current_tenant() and m.email_lower = w.email_lower and m.undone_at is null
     order by m.merged_at desc limit 1) m on e.id is null`

export const known = `
select w.id as given, coalesce(c.id, v.id) as id, c.id is null as is_merged
  from unnest($1::uuid[]) as w (id)
  left join customers c on c.tenant_id = current_tenant() and c.id = w.id and c.deleted_at is null
  left join customer_merges m
    on c.id is null and m.tenant_id = current_tenant() and m.loser_id = w.id and m.undone_at is null
  left join customers v on v.tenant_id = current_tenant() and v.id = m.into_id and v.deleted_at is null
 where coalesce(c.id, v.id) is not null`

export const moveToHolderOfEmail = `
update customer_identities i set customer_id = living.id, named_customer_id = null
  from customers gone
  join customers living
    on living.tenant_id = current_tenant() and living.email_lower = gone.email_lower and living.deleted_at is null
 where gone.tenant_id = current_tenant() and gone.id = any($1::uuid[])
   and i.tenant_id = current_tenant() and i.customer_id = gone.id
returning gone.id as from_id, living.id as to_id`

export const restore = `
with restored as (
  update customers set deleted_at = null, version = version + 1, updated_at = now()
   where tenant_id = current_tenant() and id = any($1::uuid[]) and deleted_at is not null and merged_at is null
  returning id
)
select coalesce(array_agg(id), '{}') as ids, count_rows('customers', count(*)) from restored`

// In the order of the key, so that two imports wait for each other and never in a ring.
export const claim = `
insert into customer_identities (tenant_id, id, source, external_id, customer_id, named_customer_id)
select current_tenant(), a.id, a.source, a.external_id, a.customer_id, a.named
  from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[]) as a (id, source, external_id, customer_id, named)
 order by a.source, a.external_id
on conflict (tenant_id, source, external_id) do nothing
returning source, external_id, customer_id`

export const home = `select timezone from tenants where id = current_tenant()`

export const make = `
with made as (
  insert into customers (tenant_id, id, email, first_name, last_name, phone, phone_e164, company_name, country_code,
                         region, city, postal_code, timezone, language, currency, lifetime_value_currency)
  select current_tenant(), p.id, p.email, p.first_name, p.last_name, p.phone, p.phone_e164, p.company_name,
         p.country_code, p.region, p.city, p.postal_code, p.timezone, coalesce(p.language, t.language),
         coalesce(p.currency, t.default_currency), t.default_currency
    from json_to_recordset($1::json) as p (id uuid, email text, first_name text, last_name text, phone text,
           phone_e164 text, company_name text, country_code text, region text, city text, postal_code text,
           timezone text, language text, currency text)
    cross join tenants t
   where t.id = current_tenant()
   order by lower(p.email), p.id
  on conflict (tenant_id, email_lower) where deleted_at is null do nothing
  returning id
)
select coalesce(array_agg(id), '{}') as ids, count_rows('customers', count(*)) from made`

export const moveToEmail = `
with late as materialized (
  select l.id, lower(l.email) as email_lower from unnest($1::uuid[], $2::text[]) as l (id, email)
)
update customer_identities i set customer_id = c.id
  from late l
  join customers c on c.tenant_id = current_tenant() and c.email_lower = l.email_lower and c.deleted_at is null
 where i.tenant_id = current_tenant() and i.customer_id = l.id
returning l.id as from_id, c.id as to_id`
