-- Somebody whose name is written nearly so is looked for by names alone first: to compare the whole of what a search finds
-- people by, e-mail addresses and all of it once more without accents, takes five times as long for each. Only where no
-- name is near are people found by the rest, their company's name among it. Half a name is no key: such people are
-- compared by all that is known.
drop function similar_conditions(text);
create function similar_conditions(term text, whole boolean) returns text language sql immutable parallel safe
set search_path = pg_catalog, public as $$
  select case when bool_or(long) then string_agg(
           case when not long then coalesce(search_conditions(word), 'true')
                else case when whole then '' else format('%L <%% coalesce(name_key, search_text) and ', unaccent('unaccent'::regdictionary, word)) end
                  -- By this the index finds them.
                  || format('%L <%% search_text', word) end, ' and ') end
    from (select distinct word, length(word) >= 5 and word ~ '^[[:alpha:]''’-]+$' as long
            from unnest(string_to_array(regexp_replace(lower(trim(term)), '\s+', ' ', 'g'), ' ')) word
           where word ~ '[[:alnum:]]' limit 10) words
$$;
revoke execute on function similar_conditions from public;

-- Living customers who are written nearly as the term, the nearest: as soon as some are near enough, none are looked for
-- that are farther away. It stops after some hundreds, so that a name like many others takes no longer.
create or replace function similar_customers(term text) returns table (id uuid, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  actor constant uuid := current_actor();
  role_name constant text := current_role_name();
  conditions text;
  near text;
  whole boolean;
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  foreach whole in array '{false,true}'::boolean[] loop
    conditions := similar_conditions(term, whole);
    exit when conditions is null;
    if role_name = 'agent' then
      conditions := conditions || ' and assigned_to = $2';
    end if;
    foreach near in array '{0.8,0.7,0.6,0.5}'::text[] loop
      perform set_config('pg_trgm.word_similarity_threshold', near, true);
      return query execute format(
        'select c.id, c.created_at from public.customers c where tenant_id = $1 and deleted_at is null and %s limit 200', conditions)
        using tenant, actor;
      if found then
        return;
      end if;
    end loop;
  end loop;
end $$;
