// One shop: what it holds, and the way to tell the platform what happened, once; the platform makes its webhooks of that.
import type { Clock } from '../clock'
import { Collection } from './collection'
import { Desk } from './desk'
import { Generator, wholeSeconds, type ShopSize } from './generator'
import { Refusal } from './refusal'
import type { Address, Customer, Order, Product } from './shop.model'

export type ShopEvent =
  | { readonly of: 'order'; readonly did: OrderDeed; readonly n: number }
  | {
      readonly of: 'edit'
      readonly n: number
      readonly added: number[]
      readonly removed: [line: number, by: number][]
    }
  | {
      readonly of: 'refund' | 'fulfilment' | 'fulfilment-update' | 'transaction'
      readonly n: number
      readonly which: number
    }
  | { readonly of: 'customer' | 'product'; readonly did: 'created' | 'updated' | 'deleted'; readonly n: number }

type OrderDeed =
  'created' | 'updated' | 'paid' | 'cancelled' | 'fulfilled' | 'partially_fulfilled' | 'deleted' | 'restored'

export class Shop {
  readonly orders: Collection<Order>
  readonly customers: Collection<Customer>
  readonly products: Collection<Product>
  readonly desk: Desk
  private readonly generator: Generator
  private readonly tellers: ((events: readonly ShopEvent[]) => void)[] = []
  private buyers: Map<number, number[]> | undefined

  constructor(
    readonly size: ShopSize,
    private readonly clock: Clock,
  ) {
    this.generator = new Generator(size)
    const sources = this.generator.sources()
    this.orders = new Collection(sources.orders)
    this.customers = new Collection(sources.customers)
    this.products = new Collection(sources.products)
    this.desk = new Desk(this)
  }

  get currency(): string {
    return this.size.currency
  }

  onEvents(tell: (events: readonly ShopEvent[]) => void): void {
    this.tellers.push(tell)
  }

  /** All orders of a customer, oldest first. */
  ordersOf(customer: number): readonly number[] {
    this.buyers ??= this.countBuyers()
    return (this.buyers.get(customer) ?? []).filter((n) => this.orders.has(n))
  }

  variant(n: number): { product: Product; variant: Product['variants'][number] } | undefined {
    const product = this.products.get(Math.floor(n / 3))
    const variant = product?.variants.find((one) => one.n === n)
    return product && variant && { product, variant }
  }

  changeCustomer(n: number, apply: (customer: Customer) => void): Customer {
    const customer = this.customers.change(n, this.now(), apply)
    if (!customer) throw new Refusal('customer', 'there is no such customer')
    this.tell([{ of: 'customer', did: 'updated', n }])
    return customer
  }

  addCustomer(facts: Pick<Customer, 'email' | 'firstName' | 'lastName'> & { address?: Address | null }): Customer {
    const now = this.now()
    const rest = { phone: null, note: null, tags: [], language: 'en', acceptsMarketing: false, redacted: false }
    const n = this.customers.length
    const customer = { n, createdAt: now, updatedAt: now, ...rest, ...facts, address: facts.address ?? null }
    this.customers.add(customer)
    this.tell([{ of: 'customer', did: 'created', n }])
    return customer
  }

  removeCustomer(n: number): void {
    if (!this.customers.remove(n)) throw new Refusal('customer', 'there is no such customer')
    this.tell([{ of: 'customer', did: 'deleted', n }])
  }

  changeProduct(n: number, apply: (product: Product) => void): Product {
    const product = this.products.change(n, this.now(), apply)
    if (!product) throw new Refusal('product', 'there is no such product')
    this.tell([{ of: 'product', did: 'updated', n }])
    return product
  }

  now(): number {
    return wholeSeconds(this.clock.now())
  }

  tell(events: readonly ShopEvent[]): void {
    for (const tell of this.tellers) tell(events)
  }

  /** One more order of a customer, if anybody has counted them. */
  countOrder(customer: number, order: number): void {
    this.buyers?.set(customer, [...(this.buyers.get(customer) ?? []), order])
  }

  private countBuyers(): Map<number, number[]> {
    const buyers = new Map<number, number[]>()
    for (let n = 0; n < this.orders.length; n += 1) {
      const buyer = n < this.size.orders ? this.generator.buyerOf(n) : (this.orders.get(n)?.customer ?? null)
      if (buyer !== null) buyers.set(buyer, [...(buyers.get(buyer) ?? []), n])
    }
    return buyers
  }
}
