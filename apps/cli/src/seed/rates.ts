// The demo's exchange rates: invented, near the real ones, and marked as `demo`. They are the workspace's own, so the
// published ones can be loaded at any time; a published rate counts wherever the demo has none.

export interface DemoRate {
  readonly currency: string
  readonly day: string
  /** Units for one euro. */
  readonly rate: string
}

/** Units for one euro around which the rate swings, and its decimals. */
const middles: Readonly<Record<string, readonly [middle: number, decimals: number]>> = {
  USD: [1.11, 4],
  GBP: [0.855, 5],
  SEK: [11.25, 4],
  DKK: [7.46, 4],
  PLN: [4.28, 4],
  CHF: [0.95, 4],
  JPY: [163, 2],
}
const dayMs = 86_400_000
/** A rate is looked for up to ten days back, so one a week serves every day. */
const stepDays = 7

/** Units for one euro that prices are made with. Throws a RangeError for a currency without a demo rate. */
export function middleRate(currency: string): number {
  if (currency === 'EUR') return 1
  const [middle] = middles[currency] ?? []
  if (middle === undefined) throw new RangeError(`the demo has no rate for ${currency}`)
  return middle
}

function rateOf(currency: string, day: Date): number {
  const days = Math.floor(day.getTime() / dayMs)
  const phase = currency.charCodeAt(0) + currency.charCodeAt(1)
  const swing = currency === 'DKK' ? 0.001 : 0.03
  return middleRate(currency) * (1 + swing * Math.sin(days / 90 + phase) + (swing / 3) * Math.sin(days / 17 + phase))
}

/** One rate a week and currency, from `from` to `to`. */
export function demoRates(from: Date, to: Date): DemoRate[] {
  const first = Math.floor(from.getTime() / (stepDays * dayMs)) * stepDays * dayMs
  const rates: DemoRate[] = []
  for (let time = first; time <= to.getTime(); time += stepDays * dayMs) {
    const day = new Date(time)
    for (const [currency, [, decimals]] of Object.entries(middles)) {
      rates.push({
        currency,
        day: day.toISOString().slice(0, 10),
        rate: rateOf(currency, day).toFixed(decimals),
      })
    }
  }
  return rates
}
