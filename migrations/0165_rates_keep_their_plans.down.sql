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
create or replace function conversion_of(from_currency text, to_currency text, on_day date, out multiplier numeric, out divisor numeric)
language sql stable parallel safe as $$
  select case when from_currency = to_currency then 1 else
           eur_rate(to_currency, on_day) * power(10::numeric, currency_exponent(to_currency)) end,
         case when from_currency = to_currency then 1 else
           eur_rate(from_currency, on_day) * power(10::numeric, currency_exponent(from_currency)) end
$$;
