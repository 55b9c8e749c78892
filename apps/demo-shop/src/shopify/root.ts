// The queries and mutations of the schema, for one request.
import { GraphQLError } from 'graphql'
import type { Collection } from '../shop/collection'
import type { Row } from '../shop/shop.model'
import { grants } from './app'
import { connect, connectAll, type Connection, type Page, type Sorted } from './connection'
import { customerView, type Asking } from './customer.view'
import { orderView, partView } from './order.view'
import { productView, variantView } from './product.view'
import { searchOf, type Fields } from './search'
import { customerFields, orderFields, productFields } from './search.fields'
import type { Shopify } from './shopify'
import { subscriptionView, type SubscriptionInput } from './subscriptions'
import { shopId } from './payload.shop'
import { idOf, parseGid, utc, zone, type Kind } from './words'

interface Asked extends Page {
  readonly query?: string | null
  readonly sortKey?: string | null
}

interface ById {
  readonly id: string
}

const sixtyDays = 60 * 86_400_000

/** Lives as long as one request: it knows what the token may see and collects warnings. */
export class Root implements Asking {
  readonly warnings: { readonly path: string; readonly field: string }[] = []

  constructor(
    private readonly shopify: Shopify,
    private readonly scopes: readonly string[],
  ) {}

  demand(scope: string, field = scope.replace('read_', '')): void {
    if (grants(this.scopes, scope)) return
    const requiredAccess = `\`${scope}\` access scope.`
    throw new GraphQLError(`Access denied for ${field} field. Required access: ${requiredAccess}`, {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess,
      },
    })
  }

  sees(createdAt: number): boolean {
    return grants(this.scopes, 'read_all_orders') || createdAt > this.shopify.clock.now() - sixtyDays
  }

  ordersOf(customer: number, page: Page): Connection<object> {
    this.demand('read_orders')
    const all = this.goods.ordersOf(customer)
    const sorted = { length: all.length, at: (place: number) => all[place]!, value: (n: number) => n }
    return connect({ ...sorted, accepts: (n) => this.sees(this.goods.orders.createdAt(n)) }, page, this.orderAt)
  }

  shop() {
    const { domain, clock } = this.shopify
    const { currency, size } = this.goods
    return {
      __typename: 'Shop',
      id: `gid://shopify/Shop/${shopId}`,
      name: 'Harbour Goods',
      email: 'owner@shop-mail.example',
      contactEmail: 'owner@shop-mail.example',
      myshopifyDomain: domain,
      currencyCode: currency,
      ianaTimezone: zone.name,
      timezoneOffset: zone.offset.replace(':', ''),
      plan: {
        displayName: 'Development',
        publicDisplayName: 'Development',
        partnerDevelopment: true,
        shopifyPlus: false,
      },
      primaryDomain: { host: domain, url: `https://${domain}` },
      url: `https://${domain}`,
      taxesIncluded: false,
      enabledPresentmentCurrencies: [currency, 'EUR', 'GBP', 'JPY', 'KWD', 'USD'].filter(
        (one, at, all) => all.indexOf(one) === at,
      ),
      createdAt: utc(Math.min(size.from, clock.now())),
    }
  }

  node({ id }: ById): object | null {
    const known = parseGid(id)
    if (!known) throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'RESOURCE_NOT_FOUND' } })
    switch (known.kind) {
      case 'Order':
        return this.order({ id })
      case 'Customer':
        return this.customer({ id })
      case 'Product':
        return this.product({ id })
      case 'ProductVariant':
        return this.productVariant({ id })
      case 'Refund':
      case 'Fulfillment':
        return this.partOfOrder(known.kind, known.n)
      case 'WebhookSubscription':
        return this.webhookSubscription({ id })
      case 'BulkOperation':
        return this.bulkOperation({ id })
      default:
        return null
    }
  }

  nodes({ ids }: { ids: readonly string[] }) {
    return ids.map((id) => this.node({ id }))
  }

  order({ id }: ById): object | null {
    this.demand('read_orders', 'order')
    const n = place('Order', id)
    return n === undefined || !this.goods.orders.has(n) || !this.sees(this.goods.orders.createdAt(n))
      ? null
      : this.orderAt(n)!
  }

  orders(asked: Asked) {
    this.demand('read_orders', 'orders')
    return connect(this.orderList(asked), asked, this.orderAt)
  }

  ordersCount({ query, limit }: { query?: string | null; limit?: number | null }) {
    this.demand('read_orders', 'ordersCount')
    return count(this.orderList({ query, sortKey: 'ID' }), limit)
  }

  customer({ id }: ById): object | null {
    this.demand('read_customers', 'customer')
    const found = this.goods.customers.get(place('Customer', id) ?? -1)
    return found ? customerView(this.goods, found) : null
  }

  customers(asked: Asked) {
    this.demand('read_customers', 'customers')
    const sorted = this.sorted('customers', asked, this.goods.customers, 'Customer', customerFields)
    return connect(sorted, asked, (n) => view(this.goods.customers.get(n), (one) => customerView(this.goods, one)))
  }

  customersCount({ query, limit }: { query?: string | null; limit?: number | null }) {
    this.demand('read_customers', 'customersCount')
    return count(this.sorted('customers', { query }, this.goods.customers, 'Customer', customerFields), limit)
  }

  product({ id }: ById): object | null {
    this.demand('read_products', 'product')
    const found = this.goods.products.get(place('Product', id) ?? -1)
    return found ? productView(this.goods, found) : null
  }

  products(asked: Asked) {
    this.demand('read_products', 'products')
    const sorted = this.sorted('products', asked, this.goods.products, 'Product', productFields)
    return connect(sorted, asked, (n) => view(this.goods.products.get(n), (one) => productView(this.goods, one)))
  }

  productsCount({ query, limit }: { query?: string | null; limit?: number | null }) {
    this.demand('read_products', 'productsCount')
    return count(this.sorted('products', { query }, this.goods.products, 'Product', productFields), limit)
  }

  productVariant({ id }: ById): object | null {
    this.demand('read_products', 'productVariant')
    return this.variantAt(place('ProductVariant', id) ?? -1) ?? null
  }

  productVariants(asked: Asked) {
    this.demand('read_products', 'productVariants')
    const length = this.goods.products.length * 3
    const own = { length, at: (n: number) => n, value: (n: number) => n, accepts: () => true }
    return connect(own, asked, (n) => this.variantAt(n))
  }

  currentAppInstallation() {
    const accessScopes = this.scopes.map((handle) => ({ handle, description: handle.replaceAll('_', ' ') }))
    return { __typename: 'AppInstallation', id: 'gid://shopify/AppInstallation/1', accessScopes }
  }

  webhookSubscription({ id }: ById): object | null {
    const found = this.shopify.subscriptions.find(id)
    return found ? subscriptionView(found) : null
  }

  webhookSubscriptions(asked: Page & { topics?: readonly string[] | null; uri?: string | null }) {
    const { topics, uri } = asked
    const views = this.shopify.subscriptions.all().filter((one) => uri == null || one.uri === uri)
    const shown = views.map((one) => subscriptionView(one) as { topic: string })
    return connectAll(topics ? shown.filter(({ topic }) => topics.includes(topic)) : shown, asked)
  }

  webhookSubscriptionCreate(asked: { topic: string; webhookSubscription: SubscriptionInput }) {
    const needed = scopeOfTopic(asked.topic)
    if (needed) this.demand(needed, 'webhookSubscriptionCreate')
    return this.shopify.subscriptions.create(asked.topic, asked.webhookSubscription)
  }

  webhookSubscriptionUpdate({ id, webhookSubscription }: ById & { webhookSubscription: SubscriptionInput }) {
    return this.shopify.subscriptions.update(id, webhookSubscription)
  }

  webhookSubscriptionDelete({ id }: ById) {
    return this.shopify.subscriptions.delete(id)
  }

  bulkOperation({ id }: ById): object | null {
    return this.shopify.bulk.find(place('BulkOperation', id) ?? -1) ?? null
  }

  bulkOperations(page: Page) {
    return connectAll(this.shopify.bulk.all(), page)
  }

  currentBulkOperation() {
    return this.shopify.bulk.all().at(-1) ?? null
  }

  bulkOperationRunQuery({ query, groupObjects }: { query: string; groupObjects: boolean }) {
    return this.shopify.bulk.run(query, { grouped: groupObjects, scopes: this.scopes })
  }

  bulkOperationCancel({ id }: ById) {
    return this.shopify.bulk.cancel(place('BulkOperation', id) ?? -1)
  }

  private get goods() {
    return this.shopify.shop
  }

  private partOfOrder(kind: 'Refund' | 'Fulfillment', n: number): object | null {
    this.demand('read_orders', 'order')
    const order = this.goods.orders.get(Math.floor(n / 100))
    return order && this.sees(order.createdAt) ? partView(this.goods, order, kind, n % 100) : null
  }

  private readonly orderAt = (n: number): object | undefined =>
    view(this.goods.orders.get(n), (order) => orderView(this.goods, order))

  private variantAt(n: number): object | undefined {
    return view(this.goods.variant(n), ({ product, variant }) => variantView(this.goods, product, variant))
  }

  private orderList(asked: Asked): Sorted {
    const { orders } = this.goods
    const sorted = this.sorted('orders', asked, orders, 'Order', orderFields)
    return { ...sorted, accepts: (n) => this.sees(orders.createdAt(n)) && sorted.accepts(n) }
  }

  private sorted<Item extends Row>(
    path: string,
    { query, sortKey }: Asked,
    items: Collection<Item>,
    kind: Kind,
    fields: Fields<Item>,
  ): Sorted {
    const search = searchOf(query ?? undefined, items, (n) => idOf(kind, n), fields)
    for (const field of search.unknown) this.warnings.push({ path, field })
    const accepts = (n: number) => items.has(n) && search.quick(n) && (search.slow?.(n) ?? true)
    if (sortKey !== 'UPDATED_AT')
      // Everything is numbered in the order in which it was made.
      return { length: items.length, at: (n) => n, value: (n) => n, accepts }
    const order = items.inOrderOfUpdate()
    return { length: order.length, at: (at) => order[at]!, value: (n) => items.updatedAt(n), accepts }
  }
}

function place(kind: Kind, id: string): number | undefined {
  const known = parseGid(id)
  if (!known || known.kind !== kind) {
    if (!id.startsWith(`gid://shopify/${kind}/`))
      throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'RESOURCE_NOT_FOUND' } })
    return undefined
  }
  return known.n
}

function view<Item>(item: Item | undefined, make: (item: Item) => object): object | undefined {
  return item === undefined ? undefined : make(item)
}

function count(sorted: Sorted, limit: number | null | undefined) {
  const most = limit ?? Number.POSITIVE_INFINITY
  let found = 0
  for (let at = 0; at < sorted.length && found < most; at += 1) if (sorted.accepts(sorted.at(at))) found += 1
  return { count: found, precision: found >= most ? 'AT_LEAST' : 'EXACT' }
}

function scopeOfTopic(topic: string): string | undefined {
  if (/^(ORDERS|REFUNDS|ORDER_TRANSACTIONS|FULFILLMENTS)_/.test(topic)) return 'read_orders'
  if (topic.startsWith('CUSTOMERS_')) return 'read_customers'
  return topic.startsWith('PRODUCTS_') ? 'read_products' : undefined
}
