-- Where a sign stands in a word, the index knows the ends of what it parts: of person77@shop it has "77" with an end
-- behind it, which a hundredth of all persons have whose trigrams are common to all of them.
create or replace function rarest_trigrams(words text[], texts text[], most integer) returns setof text
language sql immutable parallel safe set search_path = pg_catalog, public as $$
  select t.trigram
    from (select distinct substr(word, place, 3) as trigram
            from unnest(words) word, generate_series(1, length(word) - 2) place) t
   where t.trigram ~ '^([[:alnum:]]{3}|[[:alnum:]]{2}[^[:alnum:]]|[^[:alnum:]][[:alnum:]]{2})$' and t.trigram !~ '[%_\\]'
   order by (select count(*) from unnest(texts) seen where strpos(seen, t.trigram) > 0), t.trigram limit most
$$;
