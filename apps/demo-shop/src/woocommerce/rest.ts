// REST API v3: who asks, what for, and the answer with its headers.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ids, places, zoneName } from './words'
import { hookRoutes } from './rest.hooks'
import { href } from './links'
import { cut, named, oneOf, pageHeaders, whole, within, type Listed, type Query } from './list'
import { orderBody, refundBody, statusOf } from './order.body'
import { isSimple, variationBody } from './product.body'
import { invalidParameter, noRoute, RestError } from './refusal'
import type { WooCommerce } from './woocommerce'

/** Where the REST API is inside this server, whichever way it was asked for; see server.ts. */
export const inside = '/rest-api'
const v3 = `${inside}/wc/v3`

export type Answer = (request: FastifyRequest, reply: FastifyReply) => unknown

export function restRoutes(server: FastifyInstance, woo: WooCommerce): void {
  const get = (path: string, answer: Answer) => server.get(`${v3}/${path}`, (request, reply) => answer(request, reply))
  server.get(inside, () => index(woo))
  server.get(v3, () => ({ namespace: 'wc/v3', routes: {} }))
  get('orders', (request, reply) => orders(woo, request, reply))
  get('orders/:id', (request) => woo.orderNow(places.order(idIn(request))))
  get('orders/:id/refunds', (request, reply) => refunds(woo, request, reply))
  get('orders/:id/refunds/:refund', (request) => refund(woo, request))
  get('customers', (request, reply) => customers(woo, request, reply))
  get('customers/:id', (request) => woo.customerNow(places.customer(idIn(request))))
  get('products', (request, reply) => products(woo, request, reply))
  get('products/:id', (request) => woo.productNow(places.product(idIn(request))))
  get('products/:id/variations', (request, reply) => variations(woo, request, reply))
  get('products/:id/variations/:variation', (request) => variation(woo, request))
  get('data/currencies/current', () => currency(woo))
  get('system_status', () => systemStatus(woo))
  hookRoutes(server, v3, woo)
}

/** Runs before every answer below v3. */
export function guard(woo: WooCommerce, request: FastifyRequest): void {
  const address = addressOf(woo, request)
  woo.keys.check({
    method: request.method,
    url: `${address.origin}${address.pathname}`,
    query: Object.fromEntries(address.searchParams),
    authorization: request.headers.authorization,
    secure: woo.settings.secure,
  })
}

/** As it was asked for, before it was led inside. */
function addressOf(woo: WooCommerce, request: FastifyRequest): URL {
  return new URL(request.originalUrl, woo.url)
}

export function idIn(request: FastifyRequest, name = 'id'): number {
  const text = (request.params as Record<string, string>)[name]!
  if (!/^\d{1,15}$/.test(text)) throw noRoute()
  return Number(text)
}

function send(woo: WooCommerce, request: FastifyRequest, reply: FastifyReply, listed: Listed, items: object[]) {
  void reply.headers(pageHeaders(listed, addressOf(woo, request)))
  return items
}

function orders(woo: WooCommerce, request: FastifyRequest, reply: FastifyReply) {
  const query = request.query as Query
  const { orders: all } = woo.shop
  oneOf(query, 'orderby', ['date', 'id', 'include', 'title', 'slug', 'modified'], 'date')
  const wanted = statuses(query)
  const inTime = within(all, query)
  const inList = named(query, ids.order)
  const customer = query.customer === undefined ? undefined : whole(query, 'customer', 0, 0)
  const listed = cut(
    all.length,
    query,
    (n) => {
      if (!all.has(n) || !inTime(n) || !inList(n)) return false
      if (!wanted && customer === undefined) return true
      const order = all.get(n)!
      const buyer = order.customer === null ? 0 : ids.customer(order.customer)
      return (!wanted || wanted.has(statusOf(order))) && (customer === undefined || buyer === customer)
    },
    'desc',
  )
  const items = listed.numbers.map((n) => orderBody(woo.site, all.get(n)!))
  return send(woo, request, reply, listed, items)
}

const orderStatuses = ['any', 'trash', 'auto-draft', 'pending', 'processing', 'on-hold', 'completed', 'cancelled']
const allStatuses = [...orderStatuses, 'refunded', 'failed', 'checkout-draft']

function statuses({ status }: Query): Set<string> | undefined {
  if (!status) return undefined
  const wanted = status.split(',')
  for (const [at, one] of wanted.entries())
    if (!allStatuses.includes(one))
      throw invalidParameter('status', `status[${at}] is not one of ${allStatuses.join(', ')}.`)
  return wanted.includes('any') ? undefined : new Set(wanted)
}

function orderOf(woo: WooCommerce, request: FastifyRequest) {
  const order = woo.shop.orders.get(places.order(idIn(request)))
  if (!order) throw new RestError(404, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.')
  return order
}

function refunds(woo: WooCommerce, request: FastifyRequest, reply: FastifyReply) {
  const order = orderOf(woo, request)
  const listed = cut(order.refunds.length, request.query as Query, () => true, 'desc')
  const items = listed.numbers.map((which) => refundBody(woo.site, order, order.refunds[which]!))
  return send(woo, request, reply, listed, items)
}

function refund(woo: WooCommerce, request: FastifyRequest) {
  const order = orderOf(woo, request)
  const found = order.refunds.find(({ n }) => ids.refund(order.n, n) === idIn(request, 'refund'))
  if (!found) throw new RestError(404, 'woocommerce_rest_invalid_order_refund_id', 'Invalid order refund ID.')
  return refundBody(woo.site, order, found)
}

function customers(woo: WooCommerce, request: FastifyRequest, reply: FastifyReply) {
  const query = request.query as Query
  const { customers: all } = woo.shop
  const orderBy = oneOf(query, 'orderby', ['id', 'include', 'name', 'registered_date'], 'name')
  const inList = named(query, ids.customer)
  const email = query.email?.toLowerCase()
  const accepts = (n: number) => all.has(n) && inList(n) && (!email || all.get(n)?.email.toLowerCase() === email)
  const listed = orderBy === 'name' ? byName(woo, query, accepts) : cut(all.length, query, accepts, 'asc')
  return send(
    woo,
    request,
    reply,
    listed,
    listed.numbers.map((n) => woo.customerNow(n)),
  )
}

/** The only order that is not the one of ids. */
function byName(woo: WooCommerce, query: Query, accepts: (n: number) => boolean): Listed {
  const { customers: all } = woo.shop
  const name = (n: number) => all.get(n)!.email
  const sorted = Array.from({ length: all.length }, (_, n) => n)
    .filter(accepts)
    .map((n) => [name(n), n] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const listed = cut(sorted.length, query, () => true, 'asc')
  return { ...listed, numbers: listed.numbers.map((place) => sorted[place]![1]) }
}

function products(woo: WooCommerce, request: FastifyRequest, reply: FastifyReply) {
  const query = request.query as Query
  const { products: all } = woo.shop
  oneOf(query, 'orderby', ['date', 'id', 'include', 'title', 'slug', 'modified'], 'date')
  const status = oneOf(query, 'status', ['any', 'draft', 'pending', 'private', 'publish'], 'any')
  const inTime = within(all, query)
  const inList = named(query, ids.product)
  const accepts = (n: number) =>
    all.has(n) && inTime(n) && inList(n) && (status === 'any' || woo.productNow(n).status === status)
  const listed = cut(all.length, query, accepts, 'desc')
  return send(
    woo,
    request,
    reply,
    listed,
    listed.numbers.map((n) => woo.productNow(n)),
  )
}

function productOf(woo: WooCommerce, request: FastifyRequest) {
  const product = woo.shop.products.get(places.product(idIn(request)))
  if (!product) throw new RestError(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.')
  return product
}

function variations(woo: WooCommerce, request: FastifyRequest, reply: FastifyReply) {
  const product = productOf(woo, request)
  const variants = isSimple(product.n) ? [] : product.variants
  const listed = cut(variants.length, request.query as Query, () => true, 'desc')
  const items = listed.numbers.map((at) => variationBody(woo.site, product, variants[at]!))
  return send(woo, request, reply, listed, items)
}

function variation(woo: WooCommerce, request: FastifyRequest) {
  const product = productOf(woo, request)
  const found = product.variants.find(({ n }) => ids.variation(n) === idIn(request, 'variation'))
  if (!found || isSimple(product.n))
    throw new RestError(404, 'woocommerce_rest_product_variation_invalid_id', 'Invalid ID.')
  return variationBody(woo.site, product, found)
}

function currency({ site }: WooCommerce) {
  const code = site.currency
  const name = new Intl.DisplayNames('en', { type: 'currency' }).of(code)
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency: code }).formatToParts(0)
  const symbol = parts.find(({ type }) => type === 'currency')?.value ?? code
  const collection = href(site, 'data/currencies')
  const _links = { self: [{ href: `${collection}/${code}` }], collection: [{ href: collection }] }
  return { code, name, symbol, _links }
}

function systemStatus({ site }: WooCommerce) {
  const environment = { home_url: site.url, site_url: site.url, version: '10.3.0', wp_version: '6.8' }
  return { environment, settings: { api_enabled: true, force_ssl: false, currency: site.currency } }
}

function index({ url }: WooCommerce) {
  const zone = { gmt_offset: -3, timezone_string: zoneName }
  return { name: 'Demo shop', description: '', url, home: url, ...zone, namespaces: ['wc/v3', 'wp/v2'], routes: {} }
}
