// The hand-over of keys: the owner of the site agrees on a page, the site posts the keys to the app, unsigned.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { escapeHtml, page } from '../html'
import type { Permissions } from './keys'
import type { WooCommerce } from './woocommerce'

type Fields = Record<string, string | undefined>

const fields = ['app_name', 'scope', 'user_id', 'return_url', 'callback_url'] as const
const scopes: readonly string[] = ['read', 'write', 'read_write'] satisfies Permissions[]

export function wcAuthRoutes(server: FastifyInstance, woo: WooCommerce): void {
  server.get('/wc-auth/v1/authorize', (request, reply) => {
    const query = request.query as Fields
    const refusal = refuse(query)
    if (refusal) return oops(reply, refusal)
    return html(reply, 200, consent(query))
  })
  server.post('/wc-auth/v1/access_granted', async (request, reply) => {
    const form = request.body as Fields
    const refusal = refuse(form)
    if (refusal) return oops(reply, refusal)
    if (form.deny) return reply.redirect(wayBack(form, '0'), 302)
    if (!(await handOver(woo, form)))
      return oops(reply, 'An error occurred in the request and at the time were unable to send the consumer data')
    return reply.redirect(wayBack(form, '1'), 302)
  })
}

function refuse(query: Fields): string | undefined {
  const missing = fields.find((name) => !query[name])
  if (missing) return `Missing parameter ${missing}`
  if (!scopes.includes(query.scope!)) return `Invalid scope ${query.scope}`
  for (const name of ['return_url', 'callback_url'] as const)
    if (!URL.canParse(query[name]!)) return `The ${name} is not a valid URL`
  const { protocol, hostname } = new URL(query.callback_url!)
  // As elsewhere, this very machine needs no TLS.
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || here ? undefined : 'The callback_url needs to be over SSL'
}

function consent(query: Fields): string {
  const kept = fields.map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query[name]!)}">`)
  const name = escapeHtml(query.app_name!)
  return page(
    `${query.app_name} would like to connect to your store`,
    `<h1>${name} would like to connect to your store</h1>
    <p>This will give "${name}" <b>${escapeHtml(query.scope!)}</b> access.</p>
    <form method="post" action="/wc-auth/v1/access_granted">${kept.join('')}
    <button>Approve</button><button name="deny" value="1">Deny</button></form>`,
  )
}

async function handOver(woo: WooCommerce, form: Fields): Promise<boolean> {
  const key = woo.keys.add(form.scope as Permissions)
  const body = {
    key_id: key.keyId,
    user_id: form.user_id,
    consumer_key: key.consumerKey,
    consumer_secret: key.consumerSecret,
    key_permissions: key.permissions,
  }
  const headers = { 'content-type': 'application/json;charset=UTF-8', 'user-agent': 'WordPress/6.8' }
  const { status } = await woo.post.send(form.callback_url!, headers, JSON.stringify(body))
  if (status !== 200) woo.keys.remove(key)
  return status === 200
}

function wayBack(form: Fields, success: '0' | '1'): string {
  const address = new URL(form.return_url!)
  address.searchParams.set('success', success)
  address.searchParams.set('user_id', form.user_id!)
  return address.toString()
}

function oops(reply: FastifyReply, text: string): FastifyReply {
  return html(reply, 401, page('Error', `<p>Error: ${escapeHtml(text)}.</p>`))
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(text)
}
