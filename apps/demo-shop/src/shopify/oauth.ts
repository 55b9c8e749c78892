// The way an app gets into a shop: a page on which the merchant agrees, a signed way back, and a code for a token.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { escapeHtml, page } from '../html'
import { scopes as known } from './app'
import type { Shopify } from './shopify'
import { accessSeconds, type Expiring, type Token } from './tokens'

type Fields = Record<string, string | undefined>

/** The signature of the way back: all parameters but the signature itself, by name, percent-encoded. */
export function signQuery(query: Record<string, string>, secret: string): string {
  const message = Object.keys(query)
    .filter((name) => name !== 'hmac' && name !== 'signature')
    .sort()
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(query[name]!)}`)
    .join('&')
  return createHmac('sha256', secret).update(message).digest('hex')
}

export function oauthRoutes(server: FastifyInstance, shopify: Shopify): void {
  server.get('/admin/oauth/authorize', (request, reply) => {
    const query = request.query as Fields
    const refusal = refuse(shopify, query)
    if (refusal) return oops(reply, refusal)
    return html(reply, 200, consent(shopify, query))
  })
  server.post('/admin/oauth/authorize', (request, reply) => {
    const form = request.body as Fields
    const refusal = refuse(shopify, form)
    if (refusal) return oops(reply, refusal)
    return reply.redirect(wayBack(shopify, form), 302)
  })
  server.post('/admin/oauth/access_token', (request, reply) => {
    const answer = exchange(shopify, (request.body ?? {}) as Fields)
    return reply.code(answer.status).send(answer.body)
  })
}

function refuse(shopify: Shopify, { client_id, scope, redirect_uri, ...rest }: Fields): string | undefined {
  const { app } = shopify
  if (client_id !== app.clientId)
    return 'Oauth error application_cannot_be_found: Could not find Shopify API application'
  if (!redirect_uri || !app.redirectUris.includes(redirect_uri))
    return 'Oauth error invalid_request: The redirect_uri is not whitelisted'
  if (rest['grant_options[]']) return 'Oauth error invalid_request: this shop grants offline access only'
  const unknown = scopesOf(scope).find((one) => !(known as readonly string[]).includes(one))
  return unknown === undefined ? undefined : `Oauth error invalid_scope: ${unknown} is not a valid scope`
}

function scopesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
}

function consent(shopify: Shopify, query: Fields): string {
  const kept = ['client_id', 'scope', 'redirect_uri', 'state'].map(
    (name) => `<input type="hidden" name="${name}" value="${escapeHtml(query[name] ?? '')}">`,
  )
  const asked = scopesOf(query.scope).map((scope) => `<li>${escapeHtml(scope)}</li>`)
  return page(
    `Install app on ${shopify.domain}`,
    `<h1>Install app</h1><p>An app asks to read this in <b>${shopify.domain}</b>:</p><ul>${asked.join('')}</ul>
    <form method="post" action="authorize">${kept.join('')}<button>Install app</button></form>`,
  )
}

function wayBack(shopify: Shopify, form: Fields): string {
  const { app, tokens, clock, domain } = shopify
  const query: Record<string, string> = {
    code: tokens.code(scopesOf(form.scope)),
    host: Buffer.from(`admin.shopify.com/store/${domain.split('.')[0]}`)
      .toString('base64')
      .replace(/=+$/, ''),
    shop: domain,
    ...(form.state ? { state: form.state } : {}),
    timestamp: Math.floor(clock.now() / 1_000).toString(),
  }
  const address = new URL(form.redirect_uri!)
  for (const [name, value] of Object.entries({ ...query, hmac: signQuery(query, app.clientSecret) }))
    address.searchParams.set(name, value)
  return address.toString()
}

interface Answer {
  readonly status: number
  readonly body: object
}

function exchange(shopify: Shopify, fields: Fields): Answer {
  const { app, tokens } = shopify
  if (fields.client_id !== app.clientId) return failed('application_cannot_be_found', 'Could not find the application')
  if (!same(fields.client_secret ?? '', app.clientSecret)) return failed('invalid_client', 'The client secret is wrong')
  switch (fields.grant_type) {
    case undefined:
    case 'authorization_code':
      return forCode(shopify, fields)
    case 'refresh_token': {
      const token = tokens.refresh(fields.refresh_token ?? '')
      return token ? granted(shopify, token) : failed('invalid_grant', 'The refresh token is invalid or has expired')
    }
    case 'client_credentials':
      if (app.kind !== 'custom') return failed('shop_not_permitted', 'Client credentials are for own shops only')
      return granted(shopify, tokens.clientCredentials(known))
    case 'urn:ietf:params:oauth:grant-type:token-exchange':
      return forOldToken(shopify, fields)
    default:
      return failed('unsupported_grant_type', `The grant type ${fields.grant_type} is not supported`)
  }
}

function forCode(shopify: Shopify, { code, expiring }: Fields): Answer {
  const scopes = shopify.tokens.redeem(code ?? '')
  if (!scopes) return failed('invalid_request', 'The authorization code was not found or was already used')
  shopify.install()
  return granted(
    shopify,
    String(expiring) === '1' ? shopify.tokens.expiringToken(scopes) : shopify.tokens.lastingToken(scopes),
  )
}

/** An old token that never expires is exchanged, once, for one that does. */
function forOldToken(shopify: Shopify, fields: Fields): Answer {
  const offline = 'urn:shopify:params:oauth:token-type:offline-access-token'
  const { subject_token: subject, subject_token_type, requested_token_type, expiring } = fields
  const old = subject_token_type === offline ? shopify.tokens.find(subject ?? '') : undefined
  if (!old || old.expiresAt !== null) return failed('invalid_subject_token', 'The subject token is invalid')
  if (requested_token_type !== offline || String(expiring) !== '1')
    return failed('invalid_request', 'An offline token is exchanged for an expiring offline token only')
  shopify.tokens.forget(old.accessToken)
  return granted(shopify, shopify.tokens.expiringToken(old.scopes))
}

function granted({ clock }: Shopify, token: Token | Expiring): Answer {
  const { accessToken: access_token, scopes, expiresAt } = token
  const scope = scopes.filter((one) => !one.startsWith('read_') || !scopes.includes(one.replace('read_', 'write_')))
  const body = { access_token, scope: scope.join(',') }
  if (expiresAt === null) return { status: 200, body }
  const expires_in = Math.min(accessSeconds * 24, Math.round((expiresAt - clock.now()) / 1_000))
  if (!('refreshToken' in token)) return { status: 200, body: { ...body, expires_in } }
  const refresh_token_expires_in = Math.round((token.refreshExpiresAt - clock.now()) / 1_000)
  return { status: 200, body: { ...body, expires_in, refresh_token: token.refreshToken, refresh_token_expires_in } }
}

function failed(error: string, error_description: string): Answer {
  return { status: error === 'invalid_client' ? 401 : 400, body: { error, error_description } }
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function oops(reply: FastifyReply, text: string): FastifyReply {
  return html(reply, 400, page('Oauth error', `<p>${escapeHtml(text)}</p>`))
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(text)
}
