create or replace function rate_for(of_currency text, on_day date, out rate_day date, out fx_rate numeric, out fx_state text)
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
drop function rates_reach;
