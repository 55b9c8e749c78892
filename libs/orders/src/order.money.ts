// An order's amounts in its tenant's currency, as lists show them.

/**
 * What eur_rate() says, which is asked only where there is more to it than a published rate of that very day: called for
 * every row of a list, it takes longer than the rest of the row.
 */
function eurRate(currency: string, day: string): string {
  return `(case ${currency} when 'EUR' then 1::numeric else coalesce(
    (select r.rate from exchange_rates r
      where r.currency = ${currency} and r.day = ${day}
        and not exists (select from tenant_exchange_rates own
                         where own.tenant_id = current_tenant() and own.currency = ${currency})),
    eur_rate(${currency}, ${day})) end)`
}

/** The amount as a decimal string of the currency `to`; null where a rate is missing. What convert_minor() says, rounded. */
export function convertedText(amount: string, from: string, to: string, day: string): string {
  const units = (currency: string) => `power(10::numeric, currency_exponent(${currency}))`
  const converted = `round(${amount} * ${eurRate(to, day)} * ${units(to)} / (${eurRate(from, day)} * ${units(from)}))::bigint`
  return `money_text(case when ${from} = ${to} then ${amount} else ${converted} end, ${to})`
}
