create or replace function eur_rate(of_currency text, on_day date) returns numeric language sql stable parallel safe as $$
  select case when of_currency = 'EUR' then 1::numeric else coalesce(
    (select r.rate from tenant_exchange_rates r
      where r.tenant_id = current_tenant() and r.currency = of_currency and r.day between on_day - 10 and on_day
      order by r.day desc limit 1),
    (select r.rate from exchange_rates r
      where r.currency = of_currency and r.day between on_day - 10 and on_day
      order by r.day desc limit 1)) end
$$;
