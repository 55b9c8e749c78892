// A shop's history, made up: who bought what, when, and what came back. The same plan and day give the same history.
import { lineTotal, parseDecimal, type OrderStatus, type PaymentStatus } from '@portolan/contracts'
import type { Address, PlaceItem, PlaceOrder, RecordRefund } from '@portolan/orders'
import type { Country } from './countries'
import { fieldsOfOrder } from './own-fields'
import { makePerson, type Person } from './people'
import type { Product } from './products'
import { Random } from './random'
import { priceIn, toMinor } from './prices'

export interface ShopPlan {
  readonly seed: number
  readonly customers: number
  readonly orders: number
  readonly days: number
  readonly prefix: string
  readonly products: readonly Product[]
  readonly countries?: readonly Country[]
}

export interface ShopHistory {
  readonly people: readonly Person[]
  /** In the order in which they were placed. */
  readonly orders: readonly PlaceOrder[]
  /** What is to be refunded once the orders stand, by the place of the order in `orders`. */
  readonly refunds: readonly { readonly order: number; readonly refund: Omit<RecordRefund, 'order_id'> }[]
}

interface Purchase {
  readonly person: Person
  readonly placedAt: Date
  readonly isGuest: boolean
}

export const demoSource = 'demo'
const dayMs = 86_400_000
const hourMs = 3_600_000
/** January to December: summer is quiet, presents are bought in winter. */
const seasons = [0.8, 0.85, 0.95, 1, 1.05, 0.95, 0.8, 0.85, 1, 1.1, 1.5, 1.8] as const

export function makeShop(plan: ShopPlan, now: Date): ShopHistory {
  const random = new Random(plan.seed)
  const calendar = new Calendar(plan.days, now)
  const people = Array.from({ length: plan.customers }, (_, index) => makePerson(random, index + 1, plan.countries))
  const purchases = makePurchases(plan, people, calendar, random)
  const orders = purchases.map((purchase, index) => makeOrder(plan, purchase, index, now, random))
  addRarities(orders)
  return { people, orders, refunds: makeRefunds(plan, orders, now, random) }
}

/** Days of the history, those with more trade more likely. */
class Calendar {
  private readonly ends: number[] = []
  private readonly firstDay: number

  constructor(
    private readonly days: number,
    private readonly now: Date,
  ) {
    this.firstDay = Math.floor(now.getTime() / dayMs) - days
    let sum = 0
    for (let day = 0; day <= days; day++) {
      const date = new Date((this.firstDay + day) * dayMs)
      const growth = 0.7 + (0.6 * day) / days
      const weekend = [0, 6].includes(date.getUTCDay()) ? 1.25 : 1
      sum += growth * weekend * (seasons[date.getUTCMonth()] ?? 1)
      this.ends.push(sum)
    }
  }

  /** A moment of the history, not before `earliest`. */
  moment(random: Random, earliest: Date | null = null): Date {
    const firstDay = earliest ? Math.floor(earliest.getTime() / dayMs) - this.firstDay : 0
    const before = this.ends[firstDay - 1] ?? 0
    const target = before + random.next() * ((this.ends.at(-1) ?? 0) - before)
    const day = Math.min(
      this.ends.findIndex((end) => end > target),
      this.days,
    )
    const start = Math.max((this.firstDay + day) * dayMs, earliest?.getTime() ?? 0)
    const end = Math.min((this.firstDay + day + 1) * dayMs, this.now.getTime())
    const waking = 7 * hourMs + random.next() * 15 * hourMs
    const moment = Math.floor(start / dayMs) * dayMs + waking
    return new Date(Math.round(moment >= start && moment < end ? moment : start + random.next() * (end - start)))
  }
}

/** Many buy once, some now and then, few often; guests make up the rest. */
function makePurchases(
  { orders, countries: choice }: ShopPlan,
  people: readonly Person[],
  calendar: Calendar,
  random: Random,
) {
  const purchases: Purchase[] = []
  for (const person of people) {
    const often = random.weighted(
      [
        [0, 2],
        [1, 53],
        [3, 35],
        [8, 10],
      ] as const,
      ([, share]) => share,
    )[0]
    const times = often > 1 ? random.between(2, 2 * often - 2) : often
    let first: Date | null = null
    for (let time = 0; time < times && purchases.length < orders; time++) {
      const placedAt = calendar.moment(random, first)
      first ??= placedAt
      purchases.push({ person, placedAt, isGuest: false })
    }
  }
  for (let guest = 1; purchases.length < orders; guest++) {
    const person = makePerson(random, 900_000 + guest, choice)
    purchases.push({ person, placedAt: calendar.moment(random), isGuest: true })
  }
  return purchases.sort((one, other) => one.placedAt.getTime() - other.placedAt.getTime())
}

function makeOrder(
  plan: ShopPlan,
  { person, placedAt, isGuest }: Purchase,
  index: number,
  now: Date,
  random: Random,
): PlaceOrder {
  const { currency, country } = person
  const number = `${plan.prefix}-${10_001 + index}`
  const status = statusAfter(now.getTime() - placedAt.getTime(), random)
  const items = makeItems(plan.products, currency, random)
  const address = addressOf(person)
  const isPaid = status !== 'pending' && status !== 'cancelled'
  const hasDiscount = items.length > 2 && random.chance(0.2)
  return {
    source: demoSource,
    external_id: number,
    order_number: number,
    channel: random.weighted(['website', 'marketplace', 'app'] as const, (channel) => channels[channel]),
    placed_at: placedAt.toISOString(),
    customer: isGuest ? null : { source: demoSource, external_id: person.external_id, profile: person.profile },
    status,
    payment_status: paymentOf(status),
    payment_method: random.pick(country.payment),
    payment_reference: isPaid ? `pay_${index.toString(36).padStart(6, '0')}` : null,
    paid_at: isPaid ? new Date(placedAt.getTime() + 90_000).toISOString() : null,
    currency,
    shipping_amount: toMinor(currency, priceIn(currency, random.pick([0, 500, 800]))),
    discount_amount: hasDiscount ? toMinor(currency, priceIn(currency, 500)) : 0n,
    shipping_address: address,
    billing_address: address,
    shipping_method: random.pick(['standard', 'standard', 'standard', 'express']),
    customer_note: random.chance(0.04) ? random.pick(notes) : null,
    tags: random.chance(0.06) ? ['gift'] : [],
    ...(index % 4 === 0 && { custom_fields: fieldsOfOrder(index / 4) }),
    items,
  }
}

const channels = { website: 7, marketplace: 2, app: 1 } as const
const notes = [
  'Please leave it with the neighbours.',
  'Merci de sonner deux fois !',
  'Ist ein Geschenk, bitte ohne Rechnung.',
  'يرجى الاتصال قبل التوصيل',
  '请送到前台。',
  'Bell is broken, knock loudly 🙂',
]

function makeItems(products: readonly Product[], currency: string, random: Random): PlaceItem[] {
  const count = random.weighted([1, 2, 3, 4, 5], (lines) => 6 - lines)
  const chosen = new Set(Array.from({ length: count }, () => random.weighted(products, ({ liking }) => liking)))
  return [...chosen].map((product) => ({
    kind: 'sale' as const,
    sku: product.sku,
    product_id: product.sku.toLowerCase(),
    product_name: product.name,
    variant_name: product.variants.length ? random.pick(product.variants) : null,
    quantity: random.weighted([1, 2, 3, 6], (pieces) => 8 / pieces ** 1.5),
    unit_price: priceIn(currency, product.price),
  }))
}

function addressOf({ profile, place, country }: Person): Address {
  return {
    name: [profile.first_name, profile.last_name].join(' '),
    company: profile.company_name ?? null,
    line1: place.address_line1,
    postal_code: place.postal_code,
    city: place.city,
    country_code: country.code,
    phone: profile.phone ?? null,
  }
}

function statusAfter(age: number, random: Random): OrderStatus {
  if (random.chance(0.03)) return 'cancelled'
  const days = age / dayMs
  if (days < 0.5) return 'pending'
  if (days < 2) return 'processing'
  if (days < 9) return random.chance(days / 9) ? 'delivered' : 'shipped'
  return 'delivered'
}

function paymentOf(status: OrderStatus): PaymentStatus {
  if (status === 'pending') return 'authorized'
  return status === 'cancelled' ? 'voided' : 'paid'
}

const reasons = ['arrived broken', 'does not fit', 'changed my mind', 'wrong variant', 'too late']

function makeRefunds({ prefix }: ShopPlan, orders: PlaceOrder[], now: Date, random: Random): ShopHistory['refunds'] {
  const refunds: ShopHistory['refunds'][number][] = []
  orders.forEach((order, place) => {
    const at = new Date(Date.parse(order.placed_at) + random.between(4, 24) * dayMs)
    if (order.status !== 'delivered' || at > now || !random.chance(0.07)) return
    const line = random.pick(order.items.filter(({ kind }) => kind === 'sale'))
    const isWhole = random.chance(0.3)
    const paid = totalOf(order)
    const amount = isWhole ? paid : smaller(lineOf(line, order.currency), paid)
    if (isWhole) orders[place] = { ...order, status: 'refunded' }
    const number = `${prefix}-R${String(refunds.length + 1).padStart(4, '0')}`
    refunds.push({
      order: place,
      refund: {
        source: demoSource,
        external_id: number,
        refund_number: number,
        customer: null,
        amount,
        currency: order.currency,
        reason: random.pick(reasons),
        refunded_at: at.toISOString(),
        items: (isWhole ? order.items : [line]).map(({ sku, product_id, product_name, quantity, unit_price }) => ({
          sku,
          product_id,
          product_name,
          quantity,
          unit_price,
        })),
      },
    })
  })
  return refunds
}

function lineOf({ unit_price, quantity }: PlaceItem, currency: string): bigint {
  return lineTotal(parseDecimal(unit_price), quantity, currency)
}

function totalOf(order: PlaceOrder): bigint {
  const lines = order.items.reduce((sum, item) => sum + lineOf(item, order.currency), 0n)
  return lines + (order.shipping_amount ?? 0n) - (order.discount_amount ?? 0n)
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}

/** What every shop has a few of: a currency that nobody publishes, a correction, an order that tells no country. */
function addRarities(orders: PlaceOrder[]): void {
  const kuwaiti = orders.findLastIndex(
    (order) => order.shipping_address?.country_code === 'KW' && order.status === 'delivered',
  )
  const order = orders[kuwaiti]
  if (order) {
    const items = order.items.map((item) => ({ ...item, unit_price: priceIn('KWD', 2_450) }))
    orders[kuwaiti] = { ...order, currency: 'KWD', shipping_amount: 1_500n, discount_amount: 0n, items }
  }
  addCorrection(orders, Math.floor(orders.length / 3))
  hideCountry(orders, Math.floor(orders.length / 4))
}

function addCorrection(orders: PlaceOrder[], place: number): void {
  const order = orders[place]
  if (!order) return
  const unit_price = `-${priceIn(order.currency, 200)}`
  const correction = { kind: 'adjustment', product_name: 'Goodwill for the delay', quantity: 1, unit_price } as const
  orders[place] = { ...order, items: [...order.items, correction] }
}

/** A gift card that a guest had sent by mail. */
function hideCountry(orders: PlaceOrder[], from: number): void {
  const place = orders.findIndex(({ customer }, index) => index >= from && customer === null)
  const order = orders[place]
  if (order)
    orders[place] = {
      ...order,
      shipping_address: null,
      billing_address: null,
      country_code: null,
      shipping_method: null,
    }
}
