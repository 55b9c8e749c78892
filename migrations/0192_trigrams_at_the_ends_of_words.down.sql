create or replace function rarest_trigrams(words text[], texts text[], most integer) returns setof text
language sql immutable parallel safe set search_path = pg_catalog, public as $$
  select t.trigram
    from (select distinct substr(word, place, 3) as trigram
            from unnest(words) word, generate_series(1, length(word) - 2) place) t
   where t.trigram ~ '^[[:alnum:]]{3}$'
   order by (select count(*) from unnest(texts) seen where strpos(seen, t.trigram) > 0), t.trigram limit most
$$;
