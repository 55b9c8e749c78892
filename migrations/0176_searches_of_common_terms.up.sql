-- The owner's searches stand under row-level security too, where PostgreSQL guesses of every `like` that it finds next to
-- nothing, and gathered all rows of a common term from the trigram index to sort them. How common a term is, is seen at
-- the newest rows; where it costs less, they are walked from the newest on until enough are found. Otherwise the index is
-- asked for its rarest trigrams alone: each common one beside them costs it more than comparing the few rows that are left.

-- As in 0130, of any text.
drop function search_conditions;
create function search_conditions(term text, numbers text default null, compared text default 'search_text') returns text
language sql immutable parallel safe set search_path = pg_catalog, public as $$
  select string_agg(
           case when numbers is not null and word ~ '^[0-9]{6,}$' then format('(%1$s like %2$L or %3$I like %2$L)', compared, pattern, numbers)
                else format('%s like %L', compared, pattern) end, ' and ')
    from (select distinct word,
                 case when length(word) >= 3 then '%' else '% ' end
                   || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%' as pattern
            from unnest(string_to_array(regexp_replace(lower(trim(term)), '\s+', ' ', 'g'), ' ')) word
           where word ~ '[[:alnum:]]') words
$$;
revoke execute on function search_conditions from public;

-- Trigrams of words, those first that the fewest of the given texts have; what has a sign in it is none.
create function rarest_trigrams(words text[], texts text[], most integer) returns setof text
language sql immutable parallel safe set search_path = pg_catalog, public as $$
  select t.trigram
    from (select distinct substr(word, place, 3) as trigram
            from unnest(words) word, generate_series(1, length(word) - 2) place) t
   where t.trigram ~ '^[[:alnum:]]{3}$'
   order by (select count(*) from unnest(texts) seen where strpos(seen, t.trigram) > 0), t.trigram limit most
$$;

-- The newest 10,001 living rows of a table that have a term's words, with the moment that its list is sorted by. Words of
-- six digits and more may stand in the column `numbers` as well, so no trigram of theirs has to be in the text. `scope`
-- narrows the rows; $1 in it is `tenant`, $2 `actor`. For functions that search as the owner: it looks at no rights.
create function newest_matches(source regclass, moment text, term text, numbers text, scope text, tenant uuid, actor uuid)
returns table (id uuid, at timestamptz)
language plpgsql stable set search_path = pg_catalog, public as $$
declare
  looked_at constant integer := 500;
  most constant integer := 10001;
  -- How far is walked at most; gathering a row from the index costs as much as walking some rows.
  walked constant integer := 300000;
  dearer constant float8 := 3.5;
  newest constant text := format('select id, %3$I, search_text %4$s from %1$s where tenant_id = $1 and deleted_at is null and %2$s order by %3$I desc, id desc',
                                 source, scope, moment, ', ' || numbers);
  words constant text[] := string_to_array(regexp_replace(lower(trim(term)), '\s+', ' ', 'g'), ' ');
  conditions text := search_conditions(term, numbers);
  share float8;
  rows bigint;
  texts text[];
  narrowed text;
  found_by_walking bigint := 0;
  last_walked record;
  older text := 'true';
begin
  if conditions is null then
    return;
  end if;
  execute format('select count(*) filter (where %s) / %s::float8, array_agg(search_text) from (%s limit %s) n', conditions, looked_at, newest, looked_at)
    into share, texts using tenant, actor;
  select sum(count) into rows from tenant_counts where tenant_id = tenant and name = source::text;
  if share * rows * dearer > least(rows, most / nullif(share, 0)) then
    return query execute format('select n.id, n.%1$I from (%2$s limit %3$s) n where %4$s limit %5$s', moment, newest, walked, conditions, most)
      using tenant, actor;
    get diagnostics found_by_walking = row_count;
    if found_by_walking = most then
      return;
    end if;
    execute format('select id, %I as at from (%s offset %s limit 1) n', moment, newest, walked - 1) into last_walked using tenant, actor;
    if last_walked.id is null then
      return;
    end if;
    older := format('(%I, id) < (%L::timestamptz, %L::uuid)', moment, last_walked.at, last_walked.id);
  end if;
  select string_agg(format('search_text like %L', '%' || trigram || '%'), ' and ') into narrowed
    from rarest_trigrams(
      array(select word from unnest(words) word where numbers is null or word !~ '^[0-9]{6,}$'), texts[1:200], 5) trigram;
  if narrowed is not null then
    -- An expression that no index has: it is compared and not looked up.
    conditions := narrowed || ' and ' || search_conditions(term, numbers, '(search_text || '''')');
  end if;
  return query execute format(
    'select id, %1$I from %2$s where tenant_id = $1 and deleted_at is null and %3$s and %4$s and %5$s order by %1$I desc, id desc limit %6$s',
    moment, source, scope, conditions, older, most - found_by_walking) using tenant, actor;
end $$;
revoke execute on function rarest_trigrams, newest_matches from public;

create or replace function find_customers(term text) returns table (id uuid, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  role_name constant text := current_role_name();
begin
  if current_tenant() is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  return query select * from newest_matches('customers', 'created_at', term, 'phone_e164',
    case when role_name = 'agent' then 'assigned_to = $2' else 'true' end, current_tenant(), current_actor());
  if not found then
    return query select s.id, s.created_at from similar_customers(term) s;
  end if;
end $$;

create or replace function find_orders(term text) returns table (id uuid, placed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  role_name constant text := current_role_name();
  scope constant text := case when role_name = 'agent' then 'assigned_to = $2' else 'true' end;
begin
  if current_tenant() is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  return query execute format(
    '(select * from newest_matches(''orders'', ''placed_at'', replace($3, ''#'', ''''), null, $4, $1, $2))
      union
     (select o.id, o.placed_at from public.orders o
       where o.tenant_id = $1 and o.deleted_at is null and %s and o.customer_id = any(array(select c.id from public.find_customers($3) c))
       order by o.placed_at desc, o.id desc limit 10001)
      order by 2 desc, 1 desc limit 10001', scope)
    using current_tenant(), current_actor(), term, scope;
end $$;
