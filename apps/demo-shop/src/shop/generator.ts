// Makes the shop that was there before anybody looked: any number of orders, each from its own number alone.
import { nothing, plus, priced, share, times, type Amount } from '../money'
import { Random } from '../random'
import { payment, recordRefund, refundedLine, ship } from './after-sale'
import type { Address, Customer, Fulfilment, Line, Order, Product, Refund } from './shop.model'
import type { Source } from './collection'
import { addressOf, carriers, goods, makers, places, sizes } from './words'

export interface ShopSize {
  readonly seed: number
  readonly orders: number
  readonly customers: number
  readonly products: number
  readonly currency: string
  /** When the history begins and when it ends. */
  readonly from: number
  readonly until: number
}

/** One seed per kind of thing, so that orders don't repeat the customers' dice. */
const kinds = { order: 1, customer: 2, product: 3, time: 4 }
const day = 86_400_000
export const variantsPerProduct = 3

export function wholeSeconds(time: number): number {
  return Math.floor(time / 1_000) * 1_000
}

export class Generator {
  constructor(readonly size: ShopSize) {}

  sources(): { orders: Source<Order>; customers: Source<Customer>; products: Source<Product> } {
    const { orders, customers, products } = this.size
    const customerTimes = (n: number) => [this.spread(n, customers), this.spread(n, customers)] as const
    const productTimes = () => [this.size.from, this.size.from] as const
    return {
      orders: { count: orders, times: (n) => this.orderTimes(n), make: (n) => this.order(n) },
      customers: { count: customers, times: customerTimes, make: (n) => this.customer(n) },
      products: { count: products, times: productTimes, make: (n) => this.product(n) },
    }
  }

  /** Who bought: a guest or, more often somebody who came early, one of the customers there were at that time. */
  buyerOf(n: number): number | null {
    const random = new Random(this.size.seed, kinds.order, n)
    const { customers, orders } = this.size
    const known = Math.max(1, Math.floor((customers * (n + 1)) / Math.max(1, orders)))
    const guest = random.chance(12)
    const chosen = Math.floor(random.next() * random.next() * known)
    return guest || customers === 0 ? null : chosen
  }

  private spread(n: number, count: number): number {
    const { from, until, seed } = this.size
    const step = (until - from) / Math.max(1, count)
    return wholeSeconds(from + (n + 0.9 * new Random(seed, kinds.time, n).next()) * step)
  }

  private orderTimes(n: number): readonly [number, number] {
    const created = this.spread(n, this.size.orders)
    const later = created + new Random(this.size.seed, kinds.time, n, 1).next() * 5 * day
    return [created, wholeSeconds(Math.min(later, Math.max(created, this.size.until)))]
  }

  private customer(n: number): Customer {
    const random = new Random(this.size.seed, kinds.customer, n)
    const place = random.of(places)
    const firstName = random.of(place.first)
    const lastName = random.of(place.last)
    const phone = random.chance(60) ? `${place.dial}${String(random.below(10_000)).padStart(4, '0')}` : null
    const createdAt = this.spread(n, this.size.customers)
    return {
      n,
      createdAt,
      updatedAt: createdAt,
      email: `buyer.${n}@shop-mail.example`,
      firstName,
      lastName,
      phone,
      note: random.chance(5) ? 'Rings twice' : null,
      tags: random.chance(10) ? ['Wholesale'] : [],
      language: place.language,
      acceptsMarketing: random.chance(40),
      address: random.chance(92) ? this.address(random, firstName, lastName, phone ?? '') : null,
      redacted: false,
    }
  }

  private address(random: Random, firstName: string, lastName: string, phone: string): Address {
    const place = places.find(({ first, last }) => first.includes(firstName) && last.includes(lastName)) ?? places[0]!
    const [city, zip, provinceCode, province] = random.of(place.cities)
    const { countryCode, country } = place
    const street = `${random.of(place.streets)} ${1 + random.below(120)}`
    return addressOf({ firstName, lastName, street, city, zip, provinceCode, province, countryCode, country, phone })
  }

  private product(n: number): Product {
    const random = new Random(this.size.seed, kinds.product, n)
    const [name, category, base, german] = goods[n % goods.length]!
    const round = Math.floor(n / goods.length)
    const title = round === 0 ? name : `${name} No. ${round + 1}`
    const cents = base + random.below(10) * 50
    const variants = sizes.map((size, place) => ({
      n: n * variantsPerProduct + place,
      title: size,
      option: size,
      sku: `P${String(n).padStart(4, '0')}-${size[0]}`,
      cents: cents + place * 500,
      compareAtCents: random.chance(20) ? cents + place * 500 + 1_000 : null,
      costCents: random.chance(80) ? Math.floor(cents * 0.55) : null,
      stock: random.below(200),
      updatedAt: this.size.from,
    }))
    return {
      n,
      createdAt: this.size.from,
      updatedAt: this.size.from,
      title,
      handle: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      description: `${title}, made to last.`,
      brand: makers[n % makers.length]!,
      category,
      status: random.chance(92) ? 'active' : random.of(['draft', 'archived']),
      translations: { de: { title: german, description: `${german}, für immer gemacht.` } },
      image: { file: `product-${n}.jpg`, alt: title },
      variants,
    }
  }

  private order(n: number): Order {
    const random = new Random(this.size.seed, kinds.order, n, 1)
    const [createdAt, updatedAt] = this.orderTimes(n)
    const buyer = this.buyerOf(n)
    const customer = buyer === null ? undefined : this.customer(buyer)
    const source = customer ? 'web' : random.of(['web', 'pos'] as const)
    const order = this.placed(random, { n, createdAt, updatedAt, customer, source })
    this.goOn(random, order)
    return order
  }

  private placed(
    random: Random,
    facts: Pick<Order, 'n' | 'createdAt' | 'updatedAt' | 'source'> & { customer: Customer | undefined },
  ): Order {
    const { n, createdAt, updatedAt, customer, source } = facts
    const place = random.of(places)
    const buyerCurrency = source === 'web' && random.chance(30) ? place.currency : this.size.currency
    const lines = Array.from({ length: 1 + random.below(3) }, (_, at) => this.line(random, at, buyerCurrency))
    const guest = source === 'web' && !customer
    const address = guest ? this.address(random, random.of(place.first), random.of(place.last), '') : null
    const shippingPrice = source === 'pos' ? nothing : priced(990, this.size.currency, buyerCurrency)
    const total = plus(shippingPrice, ...lines.map(lineTotal))
    const pending = random.chance(4)
    return {
      ...untouched(),
      n,
      createdAt,
      updatedAt,
      number: 1_001 + n,
      customer: customer?.n ?? null,
      email: customer?.email ?? (guest ? `guest.${n}@shop-mail.example` : ''),
      phone: customer?.phone ?? null,
      buyerCurrency,
      source,
      test: random.chance(0.5),
      language: customer?.language ?? place.language,
      note: random.chance(6) ? 'Please leave it at the gate' : null,
      tags: random.chance(8) ? ['gift'] : [],
      billing: customer?.address ?? address,
      shipping: source === 'pos' ? null : (customer?.address ?? address),
      lines,
      shippingTitle: source === 'pos' ? null : 'Standard',
      shippingPrice,
      discountCode: lines.some((line) => line.discount.shop > 0n) ? 'SPRING10' : null,
      transactions: [payment(createdAt, total, pending ? 'pending' : 'success')],
    }
  }

  private line(random: Random, at: number, buyerCurrency: string): Line {
    const custom = this.size.products === 0 || random.chance(2)
    const product = custom ? undefined : this.product(random.below(this.size.products))
    const variant = product && random.of(product.variants)
    const quantity = 1 + random.below(3)
    const unit = priced(variant?.cents ?? 2_500, this.size.currency, buyerCurrency)
    const discount = random.chance(15) ? share(times(unit, quantity), 10, 100) : nothing
    return {
      n: at,
      product: product?.n ?? null,
      variant: variant?.n ?? null,
      title: product?.title ?? 'Gift wrapping',
      variantTitle: variant?.title ?? null,
      sku: variant?.sku ?? '',
      brand: product?.brand ?? null,
      quantity,
      removed: 0,
      refunded: 0,
      shipped: 0,
      unit,
      discount,
      tax: share(plus(times(unit, quantity), { shop: -discount.shop, buyer: -discount.buyer }), 8, 100),
    }
  }

  /** What became of it until the history ends: most were sent, some refunded, a few cancelled. */
  private goOn(random: Random, order: Order): void {
    const at = order.updatedAt
    if (at === order.createdAt || order.transactions[0]!.status === 'pending') return
    if (random.chance(3)) {
      order.cancelledAt = at
      order.cancelReason = random.of(['customer', 'inventory', 'fraud'])
      refundAll(order, at, 'Cancelled')
      return
    }
    if (random.chance(85)) ship(order, at, order.source === 'pos' ? undefined : random.of(carriers), random.hex(8))
    if (random.chance(7)) refundOne(order, at, random.below(order.lines.length))
    if (order.fulfilments.length > 0) order.closedAt = at
  }
}

/** What an order is before anything became of it. */
export function untouched() {
  return {
    refunds: [] as Refund[],
    fulfilments: [] as Fulfilment[],
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
  }
}

/** What a line costs the buyer, taxes included. */
export function lineTotal(line: Line): Amount {
  const { unit, quantity, discount, tax } = line
  return plus(times(unit, quantity), tax, { shop: -discount.shop, buyer: -discount.buyer })
}

function refundAll(order: Order, at: number, note: string): void {
  const lines = order.lines.map((line) => refundedLine(line, line.quantity, true))
  recordRefund(order, { at, note, lines, shipping: order.shippingPrice })
}

function refundOne(order: Order, at: number, which: number): void {
  const line = order.lines[which]!
  recordRefund(order, { at, note: 'Arrived damaged', lines: [refundedLine(line, 1, false)], shipping: nothing })
}
