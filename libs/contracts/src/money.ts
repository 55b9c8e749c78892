// Money is a bigint of minor units beside an ISO 4217 code. Decimal strings stand at the edges only (JSON, files);
// no floating point anywhere. Rounding happens once, half away from zero, as on invoices.
import { currencyExponent, type CurrencyCode } from './currencies'

/** An exact decimal: `units / 10^scale`, for unit prices and exchange rates, which keep the decimals of their source. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

export class MoneyFormatError extends Error {
  constructor(
    readonly text: string,
    readonly reason: 'not_a_decimal' | 'too_many_decimals' | 'too_large',
  ) {
    super(`${JSON.stringify(text.slice(0, 40))} is not an amount (${reason})`)
  }
}

const decimalPattern = /^([+-]?)(\d{1,15})(?:\.(\d{1,12}))?$/

/** Reads `-12.345` exactly; up to 15 digits before and 12 after the point. Throws MoneyFormatError. */
export function parseDecimal(text: string): Decimal {
  const match = decimalPattern.exec(text)
  if (!match) throw new MoneyFormatError(text, /^[+-]?\d{16,}/.test(text) ? 'too_large' : 'not_a_decimal')
  const [, sign, whole = '', fraction = ''] = match
  const units = BigInt(whole + fraction)
  return { units: sign === '-' ? -units : units, scale: fraction.length }
}

/**
 * Reads a decimal string as minor units of `currency`: `129.90` EUR → 12990n, `1000` JPY → 1000n.
 * Throws MoneyFormatError when the text has more decimals (other than zeros) than the currency.
 */
export function parseMoney(text: string, currency: CurrencyCode): bigint {
  const { units, scale } = parseDecimal(text)
  const exponent = currencyExponent(currency)
  if (scale <= exponent) return units * 10n ** BigInt(exponent - scale)
  const excess = 10n ** BigInt(scale - exponent)
  if (units % excess !== 0n) throw new MoneyFormatError(text, 'too_many_decimals')
  return units / excess
}

/** Minor units as the decimal string of the currency: 12990n EUR → `129.90`, 5n KWD → `0.005`. */
export function formatMoney(minor: bigint, currency: CurrencyCode): string {
  const exponent = currencyExponent(currency)
  if (exponent === 0) return minor.toString()
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** numerator ÷ denominator to the nearest integer, halves away from zero. Throws a RangeError when denominator is 0n. */
export function roundRatio(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('division by zero')
  const negative = numerator < 0n !== denominator < 0n
  const [top, bottom] = [numerator, denominator].map((value) => (value < 0n ? -value : value)) as [bigint, bigint]
  const rounded = (2n * top + bottom) / (2n * bottom)
  return negative ? -rounded : rounded
}

/** One line of a document in minor units: unit price × quantity, rounded once, half away from zero. */
export function lineTotal(unitPrice: Decimal, quantity: number, currency: CurrencyCode): bigint {
  const exponent = currencyExponent(currency)
  const product = unitPrice.units * BigInt(quantity)
  return exponent >= unitPrice.scale
    ? product * 10n ** BigInt(exponent - unitPrice.scale)
    : roundRatio(product, 10n ** BigInt(unitPrice.scale - exponent))
}
