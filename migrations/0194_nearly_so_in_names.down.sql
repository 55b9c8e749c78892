drop function similar_conditions(text, boolean);
-- The same by similarity: words of five letters and more may be written nearly so.
create function similar_conditions(term text) returns text language sql immutable parallel safe
set search_path = pg_catalog, public as $$
  select case when bool_or(long) then string_agg(
           case when long then format('%L <%% search_text', word)
                else coalesce(search_conditions(word), 'true') end, ' and ') end
    from (select distinct word, length(word) >= 5 and word ~ '^[[:alpha:]''’-]+$' as long
            from unnest(string_to_array(regexp_replace(lower(trim(term)), '\s+', ' ', 'g'), ' ')) word
           where word ~ '[[:alnum:]]' limit 10) words
$$;

-- Living customers who are written nearly as the term, the nearest: as soon as some are near enough, none are looked for
-- that are farther away. It stops after some hundreds, so that a name like many others takes no longer.
create or replace function similar_customers(term text) returns table (id uuid, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  actor constant uuid := current_actor();
  role_name constant text := current_role_name();
  conditions text := similar_conditions(term);
  near text;
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  if role_name = 'agent' then
    conditions := conditions || ' and assigned_to = $2';
  end if;
  foreach near in array '{0.8,0.7,0.6,0.5}'::text[] loop
    exit when conditions is null;
    perform set_config('pg_trgm.word_similarity_threshold', near, true);
    return query execute format(
      'select c.id, c.created_at from public.customers c where tenant_id = $1 and deleted_at is null and %s limit 200', conditions)
      using tenant, actor;
    exit when found;
  end loop;
end $$;
revoke execute on function similar_conditions from public;
