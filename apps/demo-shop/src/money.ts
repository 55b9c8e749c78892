// An amount is known in two currencies from the start, the shop's and the buyer's. Sums are sums of both, so that
// lines add up to totals in either.

export interface Amount {
  /** In the smallest unit of the shop's currency. */
  readonly shop: bigint
  /** In the smallest unit of the currency that the buyer saw. */
  readonly buyer: bigint
}

const withoutDecimals = new Set(['JPY', 'KRW', 'CLP', 'ISK', 'VND', 'XAF', 'XOF', 'XPF', 'PYG', 'UGX', 'RWF'])
const withThree = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'])

/** How much of each currency one US dollar buys, in hundredths of a thousandth. Invented, and the same for ever. */
const perDollar: Record<string, bigint> = {
  USD: 100_000n,
  EUR: 92_000n,
  GBP: 79_000n,
  JPY: 16_000_000n,
  CHF: 88_000n,
  SEK: 1_050_000n,
  KWD: 30_700n,
  CAD: 137_000n,
  AUD: 152_000n,
  BGN: 180_000n,
}

export const currencies = Object.keys(perDollar)
export const nothing: Amount = { shop: 0n, buyer: 0n }

export function decimalsOf(currency: string): number {
  if (withoutDecimals.has(currency)) return 0
  return withThree.has(currency) ? 3 : 2
}

export function plus(...amounts: readonly Amount[]): Amount {
  return amounts.reduce((sum, { shop, buyer }) => ({ shop: sum.shop + shop, buyer: sum.buyer + buyer }), nothing)
}

export function minus(from: Amount, ...amounts: readonly Amount[]): Amount {
  return amounts.reduce((rest, { shop, buyer }) => ({ shop: rest.shop - shop, buyer: rest.buyer - buyer }), from)
}

export function times({ shop, buyer }: Amount, count: number): Amount {
  return { shop: shop * BigInt(count), buyer: buyer * BigInt(count) }
}

/** The given part of an amount, rounded down in both currencies. */
export function share({ shop, buyer }: Amount, part: number, whole: number): Amount {
  return { shop: (shop * BigInt(part)) / BigInt(whole), buyer: (buyer * BigInt(part)) / BigInt(whole) }
}

/** What a price in US cents is in the shop's currency and in the buyer's. */
export function priced(cents: number, shopCurrency: string, buyerCurrency: string): Amount {
  return { shop: fromCents(cents, shopCurrency), buyer: fromCents(cents, buyerCurrency) }
}

function fromCents(cents: number, currency: string): bigint {
  const rate = perDollar[currency] ?? 100_000n
  return (BigInt(cents) * rate * 10n ** BigInt(decimalsOf(currency)) + 5_000_000n) / 10_000_000n
}

/** '12.30' of 1230n; '1230' in yen. */
export function decimal(units: bigint, currency: string): string {
  const decimals = decimalsOf(currency)
  if (decimals === 0) return units.toString()
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** The smallest units of what somebody typed ('12.30'), or undefined when it is no amount in this currency. */
export function unitsOf(text: string, currency: string): bigint | undefined {
  const decimals = decimalsOf(currency)
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text.trim())
  if (!match || (match[2] ?? '').replace(/0+$/, '').length > decimals) return undefined
  return BigInt(match[1]! + (match[2] ?? '').slice(0, decimals).padEnd(decimals, '0'))
}
