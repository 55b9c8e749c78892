-- An order in dollars asked twice how far the dollar's rates reach.
create or replace function rate_for(of_currency text, on_day date, out rate_day date, out fx_rate numeric, out fx_state text)
language plpgsql stable parallel safe as $$
declare
  -- The euro has no rate; a dollar of the tenant's own stands for the day, as the published one does.
  series constant text := case of_currency when 'EUR' then 'USD' else of_currency end;
begin
  select max(r.day) into rate_day from tenant_exchange_rates r
   where r.tenant_id = current_tenant() and r.currency = series and r.day between on_day - 10 and on_day;
  if rate_day is null then
    select max(r.day) into rate_day from exchange_rates r where r.currency = series and r.day between on_day - 10 and on_day;
  end if;
  if of_currency = 'USD' then
    fx_rate := 1;
  elsif rate_day is not null then
    fx_rate := eur_rate('USD', rate_day) / eur_rate(of_currency, rate_day);
  end if;
  if rate_day is null or fx_rate is null then
    fx_state := 'missing';
  elsif rates_reach('USD', rate_day, on_day) and (of_currency in ('EUR', 'USD') or rates_reach(of_currency, rate_day, on_day)) then
    fx_state := 'frozen';
  else
    fx_state := 'provisional';
  end if;
end $$;
