-- As in 0130.
create or replace function find_customers(term text) returns table (id uuid, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  actor constant uuid := current_actor();
  role_name constant text := current_role_name();
  conditions text := search_conditions(term, 'phone_e164');
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  if conditions is null then
    return;
  end if;
  if role_name = 'agent' then
    conditions := conditions || ' and assigned_to = $2';
  end if;
  return query execute format(
    'select c.id, c.created_at from public.customers c where tenant_id = $1 and deleted_at is null and %s
      order by c.created_at desc, c.id desc limit 10001', conditions) using tenant, actor;
  if not found then
    return query select s.id, s.created_at from similar_customers(term) s;
  end if;
end $$;

create or replace function find_orders(term text) returns table (id uuid, placed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  actor constant uuid := current_actor();
  role_name constant text := current_role_name();
  scope text := 'o.tenant_id = $1 and o.deleted_at is null';
  conditions text := search_conditions(replace(term, '#', ''));
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  if role_name = 'agent' then
    scope := scope || ' and o.assigned_to = $2';
  end if;
  return query execute format(
    '(select o.id, o.placed_at from public.orders o where %1$s and (%2$s) order by o.placed_at desc, o.id desc limit 10001)
      union
     (select o.id, o.placed_at from public.orders o
       where %1$s and o.customer_id = any(array(select c.id from public.find_customers($3) c))
       order by o.placed_at desc, o.id desc limit 10001)
      order by 2 desc, 1 desc limit 10001',
    scope, coalesce(conditions, 'false')) using tenant, actor, term;
end $$;

drop function newest_matches;
drop function rarest_trigrams;
drop function search_conditions;
create function search_conditions(term text, numbers text default null) returns text language sql immutable parallel safe
set search_path = pg_catalog, public as $$
  select string_agg(
           case when numbers is not null and word ~ '^[0-9]{6,}$' then format('(search_text like %1$L or %2$I like %1$L)', pattern, numbers)
                else format('search_text like %L', pattern) end, ' and ')
    from (select distinct word,
                 case when length(word) >= 3 then '%' else '% ' end
                   || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%' as pattern
            from unnest(string_to_array(regexp_replace(lower(trim(term)), '\s+', ' ', 'g'), ' ')) word
           where word ~ '[[:alnum:]]' limit 10) words
$$;
revoke execute on function search_conditions from public;
