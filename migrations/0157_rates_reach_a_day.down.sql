create or replace function rates_reach(of_currency text, rate_day date, on_day date) returns boolean language sql stable parallel safe as $$
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
