// The WooCommerce half over HTTP: WordPress leads every address to one program, and so does this.
import type { FastifyInstance } from 'fastify'
import { page } from '../html'
import { guard, inside, restRoutes } from './rest'
import { noRoute, RestError } from './refusal'
import { wcAuthRoutes } from './wc-auth'
import type { WooCommerce } from './woocommerce'

/** `/wp-json/…` with pretty permalinks, `/?rest_route=/…` with any. */
export function leadInside(url: string, prettyPermalinks: boolean): string {
  const { pathname, searchParams, search } = new URL(url, 'http://site')
  const route = searchParams.get('rest_route')
  if (route !== null) return `${inside}${route === '/' ? '' : route}${search}`
  const authRoute = searchParams.get('wc-auth-route')
  if (authRoute !== null) return `/wc-auth/v1/${authRoute}${search}`
  // What is not known here ends at the theme's page for lost visitors.
  if (pathname.startsWith(inside)) return '/lost'
  if (!prettyPermalinks) return /^\/(wp-json|wc-auth)(\/|$)/.test(pathname) && !isForm(pathname) ? '/lost' : url
  return pathname.startsWith('/wp-json') ? `${inside}${pathname.slice('/wp-json'.length)}${search}` : url
}

/** Where the consent page sends its form; WordPress does that by itself. */
function isForm(pathname: string): boolean {
  return pathname.endsWith('/access_granted')
}

export function wooRoutes(server: FastifyInstance, woo: WooCommerce): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith(`${inside}/wc/`)) return undefined
    const failure = woo.trouble.next()
    if (failure === '429') return reply.code(429).type('text/html').send(page('Too Many Requests', ''))
    if (failure) return reply.code(Number(failure)).send(criticalError(Number(failure)))
    guard(woo, request)
    return undefined
  })
  server.addHook('preSerialization', async (request, _reply, payload) => only(request.query, payload))
  server.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith(inside)) return reply.code(404).send(noRoute().body())
    return reply.code(404).type('text/html; charset=utf-8').send(page('Page not found', '<h1>Page not found</h1>'))
  })
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof RestError) return reply.code(error.status).send(error.body())
    if ((error.statusCode ?? 500) < 500)
      return reply.code(400).send(new RestError(400, 'rest_invalid_json', 'Invalid JSON body passed.').body())
    return reply.code(500).send(criticalError(500))
  })
  restRoutes(server, woo)
  wcAuthRoutes(server, woo)
}

function criticalError(status: number): object {
  const message = '<p>There has been a critical error on this website.</p>'
  return { code: 'internal_server_error', message, data: { status } }
}

/** `_fields` leaves the rest of an answer out. */
function only(query: unknown, payload: unknown): unknown {
  const wanted = (query as { _fields?: string })._fields?.split(',')
  if (!wanted || typeof payload !== 'object' || payload === null) return payload
  const pick = (item: object) => Object.fromEntries(Object.entries(item).filter(([name]) => wanted.includes(name)))
  return Array.isArray(payload) ? payload.map((item: object) => pick(item)) : pick(payload)
}
