// Webhooks through REST, with the checks that WooCommerce makes.
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hookBody, validTopic, type Hook } from './hooks'
import { cut, oneOf, pageHeaders, type Query } from './list'
import { invalidParameter, RestError } from './refusal'
import type { WooCommerce } from './woocommerce'

interface HookFields {
  readonly name?: string
  readonly status?: string
  readonly topic?: string
  readonly delivery_url?: string
  readonly secret?: string
}

const states = ['active', 'paused', 'disabled'] as const

export function hookRoutes(server: FastifyInstance, base: string, woo: WooCommerce): void {
  server.get(`${base}/webhooks`, (request, reply) => {
    const query = request.query as Query
    const status = oneOf(query, 'status', ['all', ...states], 'all')
    const all = woo.hooks.all().filter((hook) => status === 'all' || hook.status === status)
    const listed = cut(all.length, query, () => true, 'desc')
    void reply.headers(pageHeaders(listed, new URL(request.originalUrl, woo.url)))
    return listed.numbers.map((at) => hookBody(woo.url, all[at]!))
  })
  server.get(`${base}/webhooks/:id`, (request) => hookBody(woo.url, hookOf(woo, request)))
  server.post(`${base}/webhooks`, async (request, reply) => {
    const hook = await add(woo, request.body ?? {})
    return reply.code(201).send(hookBody(woo.url, hook))
  })
  for (const method of ['PUT', 'POST', 'PATCH'] as const)
    server.route({
      method,
      url: `${base}/webhooks/:id`,
      handler: async (request) => {
        const hook = hookOf(woo, request)
        await woo.hooks.change(hook, changes(request.body ?? {}))
        return hookBody(woo.url, hook)
      },
    })
  server.delete(`${base}/webhooks/:id`, (request) => {
    const hook = hookOf(woo, request)
    if ((request.query as Query).force !== 'true')
      throw new RestError(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.')
    woo.hooks.remove(hook.id)
    return hookBody(woo.url, hook)
  })
}

function hookOf(woo: WooCommerce, request: FastifyRequest): Hook {
  const hook = woo.hooks.get(Number((request.params as { id: string }).id))
  if (!hook) throw new RestError(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.')
  return hook
}

function add(woo: WooCommerce, fields: HookFields): Promise<Hook> {
  const missing = (['topic', 'delivery_url'] as const).filter((name) => !fields[name])
  if (missing.length > 0)
    throw new RestError(400, 'rest_missing_callback_param', `Missing parameter(s): ${missing.join(', ')}`, {
      params: missing,
    })
  const { name, status, topic, deliveryUrl, secret } = changes(fields)
  return woo.hooks.add({
    name: name ?? `Webhook created on ${new Date(woo.clock.now()).toISOString().slice(0, 10)}`,
    status: status ?? 'active',
    topic: topic!,
    deliveryUrl: deliveryUrl!,
    secret: secret ?? randomBytes(25).toString('hex'),
  })
}

function changes({ name, status, topic, delivery_url: deliveryUrl, secret }: HookFields) {
  if (topic !== undefined && !validTopic(topic)) throw wrong('topic', 'Webhook topic must be valid.')
  if (deliveryUrl !== undefined && !/^https?:\/\/./.test(deliveryUrl))
    throw wrong('delivery_url', 'Webhook delivery URL must be a valid URL starting with http:// or https://.')
  const known = states.find((one) => one === status)
  if (status !== undefined && !known) throw invalidParameter('status', `status is not one of ${states.join(', ')}.`)
  return {
    ...(name === undefined ? {} : { name }),
    ...(known === undefined ? {} : { status: known }),
    ...(topic === undefined ? {} : { topic }),
    ...(deliveryUrl === undefined ? {} : { deliveryUrl }),
    ...(secret === undefined ? {} : { secret }),
  }
}

function wrong(field: string, message: string): RestError {
  return new RestError(400, `woocommerce_rest_shop_webhook_invalid_${field}`, message)
}
