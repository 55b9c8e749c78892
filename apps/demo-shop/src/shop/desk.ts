// The counter of a shop: orders are placed, paid, edited, refunded, cancelled and sent here, or the wish is refused with
// the field that is wrong and nothing has changed.
import { minus, nothing, plus, priced, share, times, unitsOf, type Amount } from '../money'
import { Random } from '../random'
import { figuresOf, paymentOf, deliveryOf } from './figures'
import { open, payment, recordRefund, refundedLine, ship } from './after-sale'
import { lineTotal, untouched } from './generator'
import { Refusal } from './refusal'
import type { Shop, ShopEvent } from './shop'
import type { Address, Customer, Line, Order } from './shop.model'
import { carriers } from './words'

export interface Wish {
  readonly variant: number
  readonly quantity: number
}

export interface PlaceOrder {
  readonly customer?: number | null
  readonly email?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly address?: Address
  readonly lines?: readonly Wish[]
  readonly currency?: string
  readonly paid: boolean
  readonly test: boolean
  readonly note?: string
}

export interface RefundOrder {
  readonly lines?: readonly { readonly line: number; readonly quantity: number }[]
  /** Of no line in particular, in the shop's currency. */
  readonly amount?: string
  readonly note: string
}

export class Desk {
  private readonly dice: Random

  constructor(private readonly shop: Shop) {
    this.dice = new Random(shop.size.seed, 5)
  }

  place(wish: PlaceOrder): Order {
    const customer = this.buyerFor(wish)
    const lines = (wish.lines ?? this.anyLines()).map((one, at) => this.line(one, at, wish.currency ?? this.currency))
    if (lines.length === 0) throw new Refusal('lines', 'an order has at least one line')
    const order = this.shop.orders.add(this.newOrder(wish, customer, lines))
    if (customer) this.shop.countOrder(customer.n, order.n)
    this.shop.tell([...this.sold(lines), { of: 'order', did: 'created', n: order.n }, ...paidEvents(order)])
    return order
  }

  private newOrder(wish: PlaceOrder, customer: Customer | undefined, lines: Line[]): Order {
    const now = this.shop.now()
    const n = this.shop.orders.length
    const buyerCurrency = wish.currency ?? this.currency
    const shippingPrice = priced(990, this.currency, buyerCurrency)
    const amount = plus(shippingPrice, ...lines.map(lineTotal))
    const address = customer?.address ?? wish.address ?? null
    return {
      ...untouched(),
      n,
      createdAt: now,
      updatedAt: now,
      number: 1_001 + n,
      customer: customer?.n ?? null,
      email: customer?.email ?? wish.email ?? '',
      phone: customer?.phone ?? null,
      buyerCurrency,
      source: 'web',
      test: wish.test,
      language: customer?.language ?? 'en',
      note: wish.note ?? null,
      tags: [],
      billing: address,
      shipping: address,
      lines,
      shippingTitle: 'Standard',
      shippingPrice,
      discountCode: null,
      transactions: [payment(now, amount, wish.paid ? 'success' : 'pending')],
    }
  }

  pay(n: number): Order {
    const order = this.change(n, (one) => {
      if (one.cancelledAt !== null) throw new Refusal('order', 'it is cancelled')
      const { outstanding } = figuresOf(one)
      if (outstanding.shop === 0n) throw new Refusal('order', 'nothing is left to pay')
      const at = one.transactions.findIndex(({ status }) => status === 'pending')
      if (at >= 0) one.transactions.splice(at, 1, { ...one.transactions[at]!, status: 'success' })
      else one.transactions.push({ ...payment(this.shop.now(), outstanding, 'success'), n: one.transactions.length })
    })
    this.shop.tell([...paidEvents(order), { of: 'order', did: 'updated', n }])
    return order
  }

  /** Takes from lines and adds new ones, as a merchant edits an order. */
  edit(n: number, wish: { readonly add: readonly Wish[]; readonly remove: readonly [number, number][] }): Order {
    const added: number[] = []
    const order = this.change(n, (one) => {
      if (one.cancelledAt !== null) throw new Refusal('order', 'it is cancelled')
      for (const [at, by] of wish.remove) takeAway(one, at, by)
      for (const one_ of wish.add) {
        const line = this.line(one_, one.lines.length, one.buyerCurrency)
        one.lines.push({ ...line, addedAt: this.shop.now() })
        added.push(line.n)
      }
    })
    this.shop.tell([
      { of: 'edit', n, added, removed: [...wish.remove] },
      { of: 'order', did: 'updated', n },
    ])
    return order
  }

  refund(n: number, wish: RefundOrder): Order {
    const order = this.change(n, (one) => {
      const lines = (wish.lines ?? []).map(({ line, quantity }) => {
        const from = one.lines[line]
        if (!from) throw new Refusal('lines', `there is no line ${line}`)
        const left = from.quantity - from.removed - from.refunded
        if (quantity < 1 || quantity > left) throw new Refusal('lines', `of line ${line} ${left} can be refunded`)
        return refundedLine(from, quantity, true)
      })
      const beyond = this.partOf(one, wish.amount)
      if (lines.length === 0 && beyond.shop === 0n) throw new Refusal('lines', 'nothing to refund')
      const { received, refunded } = figuresOf(one)
      const wanted = plus(beyond, ...lines.flatMap(({ subtotal, tax }) => [subtotal, tax]))
      if (wanted.shop > minus(received, refunded).shop) throw new Refusal('amount', 'more than was paid and is left')
      recordRefund(one, { at: this.shop.now(), note: wish.note, lines, shipping: nothing, beyond })
    })
    this.shop.tell(this.refundEvents(order))
    return order
  }

  /** Cancels, and gives back what was paid. */
  cancel(n: number, reason: string): Order {
    let refunds = 0
    const order = this.change(n, (one) => {
      if (one.cancelledAt !== null) throw new Refusal('order', 'it is cancelled already')
      if (one.fulfilments.length > 0) throw new Refusal('order', 'it is on its way')
      one.cancelledAt = this.shop.now()
      one.cancelReason = reason
      const { received, refunded } = figuresOf(one)
      const lines = one.lines.map((line) => refundedLine(line, line.quantity - line.removed - line.refunded, true))
      const some = lines.filter(({ quantity }) => quantity > 0)
      if (received.shop <= refunded.shop) return
      const known = plus(...some.flatMap(({ subtotal, tax }) => [subtotal, tax]))
      recordRefund(one, {
        at: this.shop.now(),
        note: 'Cancelled',
        lines: some,
        shipping: minus(received, refunded, known),
      })
      refunds = 1
    })
    const refunded = refunds > 0 ? this.refundEvents(order).slice(0, -1) : []
    this.shop.tell([{ of: 'order', did: 'cancelled', n }, ...refunded, { of: 'order', did: 'updated', n }])
    return order
  }

  fulfil(n: number, lines?: readonly Wish[]): Order {
    const order = this.change(n, (one) => {
      if (one.cancelledAt !== null) throw new Refusal('order', 'it is cancelled')
      const some = lines?.map(({ variant: line, quantity }) => ({ line, quantity: sendable(one, line, quantity) }))
      if (one.lines.every((line) => open(line) === 0)) throw new Refusal('order', 'everything is sent already')
      ship(one, this.shop.now(), this.dice.of(carriers), this.dice.hex(8), some)
      if (deliveryOf(one) === 'fulfilled') one.closedAt = this.shop.now()
    })
    const did = deliveryOf(order) === 'fulfilled' ? 'fulfilled' : 'partially_fulfilled'
    this.shop.tell([
      { of: 'fulfilment', n, which: order.fulfilments.length - 1 },
      { of: 'order', did, n },
      { of: 'order', did: 'updated', n },
    ])
    return order
  }

  /** The parcel arrives. */
  deliver(n: number): Order {
    const order = this.change(n, (one) => {
      const last = one.fulfilments.at(-1)
      if (!last) throw new Refusal('order', 'nothing of it was sent')
      last.shipmentStatus = 'delivered'
      last.updatedAt = this.shop.now()
    })
    const which = order.fulfilments.length - 1
    this.shop.tell([
      { of: 'fulfilment-update', n, which },
      { of: 'order', did: 'updated', n },
    ])
    return order
  }

  remove(n: number): void {
    if (!this.shop.orders.remove(n)) throw new Refusal('order', 'there is no such order')
    this.shop.tell([{ of: 'order', did: 'deleted', n }])
  }

  /** Takes it out of the bin again. */
  restore(n: number): void {
    if (!this.shop.orders.restore(n)) throw new Refusal('order', 'it was not deleted')
    this.shop.tell([{ of: 'order', did: 'restored', n }])
  }

  private change(n: number, apply: (order: Order) => void): Order {
    const order = this.shop.orders.change(n, this.shop.now(), apply)
    if (!order) throw new Refusal('order', 'there is no such order')
    return order
  }

  private buyerFor(wish: PlaceOrder): Customer | undefined {
    if (wish.customer === null || (wish.customer === undefined && wish.email !== undefined)) return undefined
    const n = wish.customer ?? this.dice.below(Math.max(1, this.shop.customers.length))
    const customer = this.shop.customers.get(n)
    if (!customer && wish.customer !== undefined) throw new Refusal('customer', `there is no customer ${n}`)
    return customer
  }

  private anyLines(): Wish[] {
    const variants = Math.max(1, this.shop.products.length) * 3
    return Array.from({ length: 1 + this.dice.below(3) }, () => ({
      variant: this.dice.below(variants),
      quantity: 1 + this.dice.below(2),
    }))
  }

  private line({ variant: n, quantity }: Wish, at: number, currency: string): Line {
    const found = this.shop.variant(n)
    if (!found) throw new Refusal('lines', `there is no variant ${n}`)
    const { product, variant } = found
    const unit = priced(variant.cents, this.currency, currency)
    const counts = { quantity, removed: 0, refunded: 0, shipped: 0 }
    const names = { title: product.title, variantTitle: variant.title, sku: variant.sku, brand: product.brand }
    const tax = share(times(unit, quantity), 8, 100)
    return { n: at, product: product.n, variant: n, ...names, ...counts, unit, discount: nothing, tax }
  }

  /** Takes what was sold out of stock, which changes the products. */
  private sold(lines: readonly Line[]): ShopEvent[] {
    const touched = new Set(lines.flatMap(({ product }) => (product === null ? [] : [product])))
    for (const n of touched)
      this.shop.products.change(n, this.shop.now(), (product) => {
        for (const variant of product.variants) {
          const bought = lines.filter((line) => line.variant === variant.n)
          if (bought.length === 0) continue
          variant.stock -= bought.reduce((sum, line) => sum + line.quantity, 0)
          variant.updatedAt = this.shop.now()
        }
      })
    return [...touched].map((n) => ({ of: 'product', did: 'updated', n }))
  }

  private partOf(order: Order, text: string | undefined): Amount {
    if (text === undefined) return nothing
    const units = unitsOf(text, this.currency)
    const { received } = figuresOf(order)
    if (units === undefined) throw new Refusal('amount', `no amount in ${this.currency}`)
    if (received.shop === 0n) throw new Refusal('amount', 'nothing was paid')
    return { shop: units, buyer: (received.buyer * units) / received.shop }
  }

  private refundEvents({ n, refunds, transactions }: Order): ShopEvent[] {
    return [
      { of: 'refund', n, which: refunds.length - 1 },
      { of: 'transaction', n, which: transactions.length - 1 },
      { of: 'order', did: 'updated', n },
    ]
  }

  private get currency(): string {
    return this.shop.currency
  }
}

function paidEvents(order: Order): ShopEvent[] {
  if (paymentOf(order) !== 'paid') return []
  const which = order.transactions.length - 1
  return [
    { of: 'transaction', n: order.n, which },
    { of: 'order', did: 'paid', n: order.n },
  ]
}

function takeAway(order: Order, at: number, by: number): void {
  const line = order.lines[at]
  if (!line) throw new Refusal('remove', `there is no line ${at}`)
  if (by < 1 || by > open(line)) throw new Refusal('remove', `of line ${at} ${open(line)} can be taken away`)
  line.removed += by
}

function sendable(order: Order, at: number, quantity: number): number {
  const line = order.lines[at]
  if (!line) throw new Refusal('lines', `there is no line ${at}`)
  if (quantity < 1 || quantity > open(line)) throw new Refusal('lines', `of line ${at} ${open(line)} can be sent`)
  return quantity
}
