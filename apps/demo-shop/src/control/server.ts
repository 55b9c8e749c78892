// The control API of the demo shop, and its page. Neither platform has such a thing; it stands in for their merchants,
// their buyers and their bad days.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { DemoShop } from '../demo-shop'
import { Refusal } from '../shop/refusal'
import type { Order } from '../shop/shop.model'
import { places as wooPlaces } from '../woocommerce/words'
import * as actions from './actions'
import { overview, pageOf, orderLine } from './page'

type Platform = 'shopify' | 'woocommerce'
type Names = 'platform' | 'order' | 'action' | 'n'

const clockFields = z.strictObject({
  advance_ms: z
    .number()
    .int()
    .min(0)
    .max(400 * 86_400_000),
})
const secretFields = z.strictObject({ client_secret: z.string().min(8).max(200) })
const whenFields = z.strictObject({ when: z.enum(['now', 'in ten days']).default('in ten days') })

export function controlRoutes(server: FastifyInstance, shop: DemoShop): void {
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof Refusal ? 422 : (error.statusCode ?? 500)
    const field = error instanceof Refusal ? { field: error.field } : {}
    return reply.code(status).send({ error: { message: error.message, ...field } })
  })
  server.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(pageOf(shop)))
  server.get('/state', () => overview(shop))
  server.post('/clock', async ({ body }) => {
    await shop.clock.advance(actions.read(clockFields, body).advance_ms)
    return overview(shop).clock
  })
  /** Answers when nothing is on its way any more. */
  server.post('/idle', async () => {
    await Promise.all([shop.shopify.post.idle(), shop.woo.post.idle()])
    return {}
  })
  orderRoutes(server, shop)
  goodsRoutes(server, shop)
  weatherRoutes(server, shop)
  platformRoutes(server, shop)
}

function orderRoutes(server: FastifyInstance, shop: DemoShop): void {
  server.post('/:platform/orders', (request, reply) => {
    const platform = platformOf(request)
    const orders = actions.place(shop[partOf(platform)].shop, fromForm(request))
    const shown = orders.map((order) => named(platform, order))
    return done(request, reply.code(201), orders.length === 1 ? shown[0]! : { placed: orders.length })
  })
  server.post('/:platform/orders/:order/:action', (request, reply) => {
    const platform = platformOf(request)
    const { order, action } = request.params as Record<Names, string>
    const known = actions.orderActionNames.find((name) => name === action)
    if (!known) throw new Refusal('action', `one of ${actions.orderActionNames.join(', ')}`)
    const number = wholeOf('order', order)
    const n = platform === 'shopify' ? number - 1_001 : wooPlaces.order(number)
    const changed = actions.change(shop[partOf(platform)].shop, n, known, fromForm(request))
    return done(request, reply, changed ? named(platform, changed) : {})
  })
}

function goodsRoutes(server: FastifyInstance, shop: DemoShop): void {
  const goods = (request: FastifyRequest) => shop[partOf(platformOf(request))].shop
  const n = (request: FastifyRequest) => wholeOf('n', (request.params as Record<Names, string>).n)
  server.post('/:platform/customers', (request, reply) => {
    const { email, first_name: firstName, last_name: lastName } = actions.read(actions.customerFields, request.body)
    return reply.code(201).send({ n: goods(request).addCustomer({ email, firstName, lastName }).n })
  })
  server.post('/:platform/customers/:n/change', (request) => {
    actions.changeCustomer(goods(request), n(request), request.body)
    return {}
  })
  server.post('/:platform/customers/:n/delete', (request) => {
    goods(request).removeCustomer(n(request))
    return {}
  })
  server.post('/:platform/products/:n/change', (request) => {
    actions.changeProduct(goods(request), n(request), request.body)
    return {}
  })
}

function weatherRoutes(server: FastifyInstance, shop: DemoShop): void {
  server.post('/:platform/hooks', (request, reply) => {
    const { broken, shuffle_ms: shuffleMs, ...rest } = actions.read(actions.hookFields, fromForm(request))
    const { weather } = shop[partOf(platformOf(request))]
    if (broken === true) weather.break()
    if (broken === false) weather.mend()
    weather.set({ ...rest, shuffleMs })
    return done(request, reply, { broken: weather.isBroken, ...weather.now })
  })
  server.post('/:platform/trouble', (request) => {
    const platform = platformOf(request)
    const { failure, requests, for_ms: forMs } = actions.read(actions.troubleFields, request.body)
    if (failure === 'THROTTLED' && platform === 'woocommerce')
      throw new Refusal('failure', 'WooCommerce knows no such answer')
    const { trouble } = shop[partOf(platform)]
    if (failure === null) trouble.end()
    else trouble.start(failure, { requests, forMs })
    return { failure }
  })
}

/** What only one of the platforms has. */
function platformRoutes(server: FastifyInstance, shop: DemoShop): void {
  const { shopify, woo } = shop
  const act = (path: string, run: (request: FastifyRequest) => void) =>
    server.post(path, (request, reply) => {
      run(request)
      return done(request, reply, {})
    })
  const n = (request: FastifyRequest) => wholeOf('n', (request.params as Record<Names, string>).n)
  act('/shopify/tokens/expire', () => shopify.tokens.expire())
  act('/shopify/tokens/revoke', () => shopify.tokens.revokeAll())
  act('/shopify/bucket/empty', () => shopify.bucket.empty())
  act('/shopify/uninstall', () => shopify.uninstall())
  act('/shopify/secret', ({ body }) => shopify.changeSecret(actions.read(secretFields, body).client_secret))
  act('/shopify/customers/:n/data-request', (request) => shopify.requestData(n(request)))
  act('/shopify/customers/:n/redact', (request) =>
    shopify.redact(n(request), actions.read(whenFields, request.body).when),
  )
  act('/woocommerce/keys/revoke', () => woo.keys.revokeAll())
}

function platformOf(request: FastifyRequest): Platform {
  const { platform } = request.params as Record<Names, string>
  if (platform === 'shopify' || platform === 'woocommerce') return platform
  throw new Refusal('platform', 'shopify or woocommerce')
}

function partOf(platform: Platform): 'shopify' | 'woo' {
  return platform === 'shopify' ? 'shopify' : 'woo'
}

function wholeOf(field: string, text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new Refusal(field, 'a whole number')
  return Number(text)
}

function named(platform: Platform, order: Order): object {
  return orderLine(platform, order)
}

function isForm(request: FastifyRequest): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
}

/** The page's forms: empty fields were left out, `variant` and `quantity` are the one line of an order. */
function fromForm(request: FastifyRequest): unknown {
  if (!isForm(request)) return request.body
  const given = Object.entries(request.body as Record<string, string>).filter(([, value]) => value !== '')
  const { variant, quantity, broken, customer, ...rest } = Object.fromEntries(given)
  return {
    ...rest,
    ...(variant === undefined ? {} : { lines: [{ variant, quantity: quantity ?? '1' }] }),
    ...(broken === undefined ? {} : { broken: broken === 'true' }),
    ...(customer === undefined ? {} : { customer: customer === 'guest' ? null : customer }),
  }
}

/** Programs get an answer, people the page again. */
function done(request: FastifyRequest, reply: FastifyReply, answer: object): FastifyReply {
  return isForm(request) ? reply.redirect('/', 303) : reply.send(answer)
}
