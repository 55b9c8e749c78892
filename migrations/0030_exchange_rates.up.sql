-- Writes that agents may not do, row by row as well as route by route.
create function deny_agent_writes(target regclass, commands text[]) returns void language plpgsql as $$
declare
  managers constant text := '(select current_role_name()) in (''admin'', ''manager'', ''system'')';
  command text;
begin
  foreach command in array commands loop
    execute format('create policy managers_%1$s on %2$s as restrictive for %1$s to portolan_app %3$s (%4$s)',
      command, target, case command when 'insert' then 'with check' else 'using' end, managers);
  end loop;
end $$;
revoke execute on function deny_agent_writes from public;

-- Published rates, the same for everybody: units of the currency for one euro on the day they were published.
create table exchange_rates (
  currency text not null check (currency ~ '^[A-Z]{3}$' and currency <> 'EUR'),
  day date not null,
  rate numeric not null check (rate > 0),
  source text not null default 'ecb',
  loaded_at timestamptz not null default now(),
  primary key (currency, day)
);
grant select, insert, update on exchange_rates to portolan_app;

-- A tenant's own rates, for currencies that nobody publishes.
create table tenant_exchange_rates (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$' and currency <> 'EUR'),
  day date not null,
  rate numeric not null check (rate > 0),
  source text not null default 'manual',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint tenant_exchange_rates_day_uq unique (tenant_id, currency, day)
);
create index tenant_exchange_rates_newest_idx on tenant_exchange_rates (tenant_id, day, id);
select protect_tenant_table('tenant_exchange_rates');
select deny_agent_writes('tenant_exchange_rates', '{insert,update,delete}');

-- Units of the currency for one euro: the tenant's own rate, else the published one, at most ten days old; null when missing.
create function eur_rate(of_currency text, on_day date) returns numeric language sql stable parallel safe as $$
  select case when of_currency = 'EUR' then 1::numeric else coalesce(
    (select r.rate from tenant_exchange_rates r
      where r.tenant_id = current_tenant() and r.currency = of_currency and r.day between on_day - 10 and on_day
      order by r.day desc limit 1),
    (select r.rate from exchange_rates r
      where r.currency = of_currency and r.day between on_day - 10 and on_day
      order by r.day desc limit 1)) end
$$;

-- Minor units in another currency, not rounded: sum first, round once. Null when a rate is missing.
create function convert_minor(minor numeric, from_currency text, to_currency text, on_day date) returns numeric
language sql stable parallel safe as $$
  select case when from_currency = to_currency then minor else
    minor * eur_rate(to_currency, on_day) * power(10::numeric, currency_exponent(to_currency))
      / (eur_rate(from_currency, on_day) * power(10::numeric, currency_exponent(from_currency))) end
$$;

-- The rate of a day is the last one on or before it: provisional until one for that day or later is there, then frozen.
-- `rate_day` is the day it is from; conversions by eur_rate(…, rate_day) give the same rate ever after.
create function rate_for(of_currency text, on_day date, out rate_day date, out fx_rate numeric, out fx_state text)
language sql stable parallel safe as $$
  -- Nobody has a rate of the euro itself; its dollar stands for the day.
  with looked_for (currency) as (
    values (case of_currency when 'EUR' then 'USD' else of_currency end)
  ), own as (
    select max(r.day) as day from tenant_exchange_rates r, looked_for l
     where r.tenant_id = current_tenant() and r.currency = l.currency and r.day between on_day - 10 and on_day
  ), published as (
    select max(r.day) as day from exchange_rates r, looked_for l
     where r.currency = l.currency and r.day between on_day - 10 and on_day
  ), chosen as (
    select coalesce(own.day, published.day) as day, own.day is not null as is_own from own, published
  ), priced as (
    select c.*, case when of_currency = 'USD' then 1::numeric else eur_rate('USD', c.day) / eur_rate(of_currency, c.day) end as rate
      from chosen c
  )
  select p.day, p.rate,
         case when p.day is null or p.rate is null then 'missing'
              when exists (select from exchange_rates r where r.currency = 'USD' and r.day >= on_day)
                   and (not p.is_own or exists (
                     select from tenant_exchange_rates r, looked_for l
                      where r.tenant_id = current_tenant() and r.currency = l.currency and r.day >= on_day))
                then 'frozen'
              else 'provisional' end
    from priced p
$$;
