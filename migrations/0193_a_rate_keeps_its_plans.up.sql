-- The same answers as before, in half of the time: a function of one SQL statement sets up both of its lookups at every
-- call, and the figures of a page of customers ask for the rates of hundreds of days.
create or replace function eur_rate(of_currency text, on_day date) returns numeric language plpgsql stable parallel safe as $$
declare
  found numeric;
begin
  if of_currency = 'EUR' then
    return 1;
  end if;
  select r.rate into found from tenant_exchange_rates r
   where r.tenant_id = current_tenant() and r.currency = of_currency and r.day between on_day - 10 and on_day
   order by r.day desc limit 1;
  if found is null then
    select r.rate into found from exchange_rates r
     where r.currency = of_currency and r.day between on_day - 10 and on_day
     order by r.day desc limit 1;
  end if;
  return found;
end $$;
