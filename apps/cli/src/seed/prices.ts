import { currencyExponent, parseMoney } from '@portolan/contracts'
import { middleRate } from './rates'

/** Steps of the price lists, in units of the currency. */
const steps: Readonly<Record<string, number>> = { EUR: 0.1, JPY: 10, SEK: 1, DKK: 1, PLN: 0.5, KWD: 0.05 }
/** Dinars for one euro on the price list; the demo has no exchange rate for them. */
const dinars = 0.36

/** Euro cents on the price list of another currency, as a decimal string. */
export function priceIn(currency: string, cents: number): string {
  const rate = currency === 'KWD' ? dinars : middleRate(currency)
  const step = steps[currency] ?? 0.1
  return (Math.round(((cents / 100) * rate) / step) * step).toFixed(currencyExponent(currency))
}

export function toMinor(currency: string, price: string): bigint {
  return parseMoney(price, currency)
}
