-- A rate is final once every series it is made of reaches its day: the currency's and the dollar's, each the tenant's
-- own where that is in use and the published one otherwise. A workspace that lives on its own rates freezes by them.
create function rates_reach(of_currency text, rate_day date, on_day date) returns boolean language sql stable parallel safe as $$
  select case
    when exists (
      select from tenant_exchange_rates r
       where r.tenant_id = current_tenant() and r.currency = of_currency and r.day between rate_day - 10 and rate_day)
    then exists (
      select from tenant_exchange_rates r
       where r.tenant_id = current_tenant() and r.currency = of_currency and r.day >= on_day)
    -- The feed names a currency as long as it lives; its dollar says how far the feed goes.
    else exists (select from exchange_rates r where r.currency = 'USD' and r.day >= on_day) end
$$;

create or replace function rate_for(of_currency text, on_day date, out rate_day date, out fx_rate numeric, out fx_state text)
language sql stable parallel safe as $$
  with own as (
    -- The euro has no rate; a dollar of the tenant's own stands for the day, as the published one does.
    select max(r.day) as day from tenant_exchange_rates r
     where r.tenant_id = current_tenant() and r.currency = case of_currency when 'EUR' then 'USD' else of_currency end
       and r.day between on_day - 10 and on_day
  ), published as (
    select max(r.day) as day from exchange_rates r
     where r.currency = case of_currency when 'EUR' then 'USD' else of_currency end and r.day between on_day - 10 and on_day
  ), chosen as (
    select coalesce(own.day, published.day) as day from own, published
  ), priced as (
    select c.day, case when of_currency = 'USD' then 1::numeric else eur_rate('USD', c.day) / eur_rate(of_currency, c.day) end as rate
      from chosen c
  )
  select p.day, p.rate,
         case when p.day is null or p.rate is null then 'missing'
              when rates_reach('USD', p.day, on_day) and (of_currency = 'EUR' or rates_reach(of_currency, p.day, on_day)) then 'frozen'
              else 'provisional' end
    from priced p
$$;
