-- Whether rates reach a day is asked for every order that is written. "Is there one on that day or later" was answered by
-- reading the table, since a third of its rows seemed to be; the newest day stands at the end of an index.
create or replace function rates_reach(of_currency text, rate_day date, on_day date) returns boolean language plpgsql stable parallel safe as $$
declare
  newest date;
begin
  if exists (
    select from tenant_exchange_rates r
     where r.tenant_id = current_tenant() and r.currency = of_currency and r.day between rate_day - 10 and rate_day) then
    select max(r.day) into newest from tenant_exchange_rates r
     where r.tenant_id = current_tenant() and r.currency = of_currency;
  else
    -- The feed names a currency as long as it lives; its dollar says how far the feed goes.
    select max(r.day) into newest from exchange_rates r where r.currency = 'USD';
  end if;
  return coalesce(newest >= on_day, false);
end $$;
