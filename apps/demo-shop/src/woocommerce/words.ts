// How WooCommerce writes things down: small ids out of one sequence of posts, times in the site's zone without saying
// so, amounts with the shop's number of decimals.

const zoneHours = -3
export const zoneName = 'America/Sao_Paulo'
const hour = 3_600_000

export const ids = {
  order: (n: number) => 10_000 + n * 10,
  refund: (order: number, which: number) => 10_001 + order * 10 + which,
  line: (order: number, line: number) => 300 + order * 20 + line,
  customer: (n: number) => 25 + n,
  product: (n: number) => 20 + n * 4,
  variation: (n: number) => 21 + Math.floor(n / 3) * 4 + (n % 3),
  image: (n: number) => 2_000 + n,
}

export const places = {
  order: (id: number) => ((id - 10_000) % 10 === 0 ? (id - 10_000) / 10 : -1),
  customer: (id: number) => id - 25,
  product: (id: number) => ((id - 20) % 4 === 0 ? (id - 20) / 4 : -1),
}

/** '2017-03-22T16:28:02' where the site is. */
export function siteTime(time: number): string {
  return new Date(time + zoneHours * hour).toISOString().slice(0, 19)
}

export function gmt(time: number): string {
  return new Date(time).toISOString().slice(0, 19)
}

export function dates(name: string, time: number | null): Record<string, string | null> {
  return { [name]: time === null ? null : siteTime(time), [`${name}_gmt`]: time === null ? null : gmt(time) }
}

/** A time from a query: in the site's zone unless it says another, or the caller says that it is GMT. */
export function timeOf(text: string, isGmt: boolean): number {
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text)
  return Date.parse(`${text}${/T/.test(text) ? '' : 'T00:00:00'}Z`) - (isGmt ? 0 : zoneHours * hour)
}
