-- What `convert_minor` multiplies and divides by, for whoever converts many amounts at the rate of one day: looking rates
-- up costs more than the sums. `minor * multiplier / divisor` is its answer, null when a rate is missing.
create function conversion_of(from_currency text, to_currency text, on_day date, out multiplier numeric, out divisor numeric)
language sql stable parallel safe as $$
  select case when from_currency = to_currency then 1 else
           eur_rate(to_currency, on_day) * power(10::numeric, currency_exponent(to_currency)) end,
         case when from_currency = to_currency then 1 else
           eur_rate(from_currency, on_day) * power(10::numeric, currency_exponent(from_currency)) end
$$;
