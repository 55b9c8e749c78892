-- The number as the world dials it, beside what was typed; the application reads it (customers/phones.ts), SQL cannot.
-- Null where there is no phone, or where what was typed is no number that we can read.
alter table customers
  add column phone_e164 text check (phone_e164 ~ '^\+[1-9][0-9]{2,16}$'),
  add constraint customers_phone_was_typed check (phone_e164 is null or phone is not null);
create index customers_phone_idx on customers (tenant_id, phone_e164, created_at, id) where deleted_at is null;
create index customers_phone_search_idx on customers using gin (phone_e164 gin_trgm_ops);
-- Who can be called now is asked by zone.
create index customers_zone_idx on customers (tenant_id, timezone, created_at, id) where deleted_at is null;

-- A word of six digits or more is looked for in this number as well.
create or replace function search_customers(term text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  actor constant uuid := current_actor();
  role_name constant text := current_role_name();
  conditions text;
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  select string_agg(format(case when word ~ '^[0-9]{6,}$' then '(search_text like %1$L or phone_e164 like %1$L)' else 'search_text like %1$L' end,
                           case when length(word) >= 3 then '%' else '% ' end || escaped || '%'), ' and ')
    into conditions
    from (select distinct word, replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') as escaped
            from unnest(string_to_array(regexp_replace(lower(trim(term)), '\s+', ' ', 'g'), ' ')) word
           where word ~ '[[:alnum:]]' limit 10) words;
  if conditions is null then
    return;
  end if;
  if role_name = 'agent' then
    conditions := conditions || ' and assigned_to = $2';
  end if;
  return query execute format(
    '(select id from public.customers where tenant_id = $1 and deleted_at is null and %1$s order by created_at desc, id desc limit 10001)
     union all
     (select id from public.customers where tenant_id = $1 and deleted_at is not null and %1$s order by created_at desc, id desc limit 1000)',
    conditions) using tenant, actor;
end $$;

-- The worker reads the numbers and zones of those who are there already, workspace by workspace.
with heads as (
  insert into job_heads (id, tenant_id, queue, name)
  select gen_random_uuid(), t.id, 'maintenance', 'customers.complete'
    from tenants t where exists (select from customers c where c.tenant_id = t.id)
  returning id, tenant_id
)
insert into job_payloads (tenant_id, id, payload, correlation)
select tenant_id, id, '{}', 'migration 0100' from heads;
