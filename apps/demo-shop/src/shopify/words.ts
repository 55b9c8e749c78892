// How Shopify writes things down: ids, times, amounts.
import { decimal, type Amount } from '../money'

/** Ids are larger than a double can hold, on purpose: whoever reads them as numbers loses digits here and not later. */
const firstIds = {
  Order: 820_982_911_946_000_001n,
  Customer: 115_310_627_314_000_003n,
  Product: 788_032_119_674_000_001n,
  ProductVariant: 642_667_041_472_000_003n,
  InventoryItem: 532_667_041_472_000_003n,
  MediaImage: 431_667_041_472_000_001n,
  MailingAddress: 715_243_470_612_000_007n,
  LineItem: 866_550_311_766_000_001n,
  ShippingLine: 271_878_346_596_000_001n,
  Refund: 890_088_186_047_000_001n,
  RefundLineItem: 466_550_311_766_000_001n,
  Fulfillment: 255_858_046_000_000_001n,
  FulfillmentLineItem: 366_550_311_766_000_001n,
  OrderTransaction: 120_560_818_172_000_001n,
  OrderEdit: 178_912_328_793_000_001n,
  WebhookSubscription: 1_096_082_481_001n,
  BulkOperation: 4_147_595_010_001n,
}
export type Kind = keyof typeof firstIds

export function idOf(kind: Kind, n: number): bigint {
  return firstIds[kind] + BigInt(n)
}

/** Of something inside an order: up to a hundred of each. */
export function partId(kind: Kind, order: number, part: number): bigint {
  return idOf(kind, order * 100 + part)
}

export function gid(kind: string, id: bigint): string {
  return `gid://shopify/${kind}/${id}`
}

/** The kind and n of a global id, or undefined when there can be no such thing. */
export function parseGid(text: string): { readonly kind: Kind; readonly n: number } | undefined {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,19})$/.exec(text)
  const kind = match?.[1] as Kind | undefined
  if (!match || !kind || !Object.hasOwn(firstIds, kind)) return undefined
  const n = BigInt(match[2]!) - firstIds[kind]
  return n >= 0n && n <= BigInt(Number.MAX_SAFE_INTEGER) ? { kind, n: Number(n) } : undefined
}

/** GraphQL's times are UTC. */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

export const zone = { name: 'America/Panama', offset: '-05:00', hours: -5 }

/** The webhooks' times carry the shop's zone. */
export function local(time: number): string {
  return `${new Date(time + zone.hours * 3_600_000).toISOString().slice(0, 19)}${zone.offset}`
}

/** A Decimal keeps one digit behind the point whatever the currency: "199.0", "31840.0", "19.99". */
export function graphqlDecimal(units: bigint, currency: string): string {
  const [whole, fraction = ''] = decimal(units, currency).split('.')
  return `${whole}.${fraction.replace(/0+$/, '') || '0'}`
}

export function money(units: bigint, currencyCode: string) {
  return { amount: graphqlDecimal(units, currencyCode), currencyCode }
}

export function moneyBag(amount: Amount, shopCurrency: string, buyerCurrency: string) {
  return { shopMoney: money(amount.shop, shopCurrency), presentmentMoney: money(amount.buyer, buyerCurrency) }
}

/** JSON whose ids are numbers of any size, which JSON.stringify alone cannot write. */
export function json(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `\u0001${part}` : part))
  return text.replace(/"\\u0001(\d+)"/g, '$1')
}
