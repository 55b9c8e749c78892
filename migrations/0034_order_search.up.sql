-- The search of orders, as the owner, for the reasons that search_customers gives: every word of the term stands in the
-- order's numbers, or the order is of a customer that the term finds. The newest 10,001 come back.
create function search_orders(term text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  actor constant uuid := current_actor();
  role_name constant text := current_role_name();
  scope text := 'o.tenant_id = $1';
  conditions text;
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  select string_agg(format('o.search_text like %L', case when length(word) >= 3 then '%' else '% ' end || escaped || '%'), ' and ')
    into conditions
    from (select distinct word, replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') as escaped
            from unnest(string_to_array(regexp_replace(replace(lower(trim(term)), '#', ''), '\s+', ' ', 'g'), ' ')) word
           where word ~ '[[:alnum:]]' limit 10) words;
  if conditions is null then
    return;
  end if;
  if role_name = 'agent' then
    scope := scope || ' and o.assigned_to = $2';
  end if;
  return query execute format(
    'select f.id from (
       (select o.id, o.placed_at from public.orders o where %1$s and %2$s order by o.placed_at desc, o.id desc limit 10001)
        union
       (select o.id, o.placed_at from public.orders o
         where %1$s and o.customer_id = any(array(select public.search_customers($3)))
         order by o.placed_at desc, o.id desc limit 10001)
     ) f order by f.placed_at desc, f.id desc limit 10001',
    scope, conditions) using tenant, actor, term;
end $$;
revoke execute on function search_orders from public;
grant execute on function search_orders to portolan_app;
