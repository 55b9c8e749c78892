-- The owner's searches stand under row-level security too, where PostgreSQL guesses of every `like` that it finds next to
-- nothing, and gathered all rows of a common term from the trigram index to sort them. Whether a term is common is seen
-- at the newest rows; then they are walked from the newest on, until enough are found.

-- The newest 10,001 rows of a table that `conditions` find, with the moment that its list is sorted by; $1 in them is
-- `tenant`, $2 `actor`. For functions that search as the owner: it looks at no rights.
create function newest_matches(source regclass, moment text, conditions text, scope text, tenant uuid, actor uuid)
returns table (id uuid, at timestamptz)
language plpgsql stable set search_path = pg_catalog, public as $$
declare
  -- The share of the newest rows from which on walking costs less than gathering and sorting, and how far it goes at most.
  looked_at constant integer := 500;
  common constant integer := 25;
  walked constant integer := 300000;
  newest constant text := format('select * from %s where tenant_id = $1 and deleted_at is null and %s order by %I desc, id desc', source, scope, moment);
  seen integer;
  ids uuid[];
  moments timestamptz[];
  is_whole boolean;
begin
  execute format('select count(*) filter (where %s) from (%s limit %s) n', conditions, newest, looked_at) into seen using tenant, actor;
  if seen >= common then
    execute format('select array_agg(f.id), array_agg(f.%1$I) from (select n.id, n.%1$I from (%2$s limit %3$s) n where %4$s limit 10001) f',
                   moment, newest, walked, conditions)
      into ids, moments using tenant, actor;
    if cardinality(ids) <= 10000 then
      execute format('select not exists (%s offset %s limit 1)', newest, walked) into is_whole using tenant, actor;
    end if;
    if coalesce(is_whole, true) then
      return query select * from unnest(ids, moments);
      return;
    end if;
  end if;
  return query execute format(
    'select id, %1$I from %2$s where tenant_id = $1 and deleted_at is null and %3$s and %4$s order by %1$I desc, id desc limit 10001',
    moment, source, scope, conditions) using tenant, actor;
end $$;
revoke execute on function newest_matches from public;

create or replace function find_customers(term text) returns table (id uuid, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  role_name constant text := current_role_name();
  conditions constant text := search_conditions(term, 'phone_e164');
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  if conditions is null then
    return;
  end if;
  return query select * from newest_matches('customers', 'created_at', conditions,
    case when role_name = 'agent' then 'assigned_to = $2' else 'true' end, tenant, current_actor());
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
  scope constant text := case when role_name = 'agent' then 'assigned_to = $2' else 'true' end;
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  return query execute format(
    '(select * from newest_matches(''orders'', ''placed_at'', $4, $5, $1, $2))
      union
     (select o.id, o.placed_at from public.orders o
       where o.tenant_id = $1 and o.deleted_at is null and %s and o.customer_id = any(array(select c.id from public.find_customers($3) c))
       order by o.placed_at desc, o.id desc limit 10001)
      order by 2 desc, 1 desc limit 10001', scope)
    using tenant, actor, term, coalesce(search_conditions(replace(term, '#', '')), 'false'), scope;
end $$;
