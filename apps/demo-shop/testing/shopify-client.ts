// Plain fetch against the Shopify half: the steps of an app's installation and one GraphQL call.
import type { DemoShop } from '../src/demo-shop'

export const app = {
  clientId: 'client-of-the-test',
  clientSecret: 'test_client_secret_not_real',
  redirectUris: ['http://crm.example/callback'],
  kind: 'public' as const,
  hooks: [],
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly expires_in: number
  readonly refresh_token_expires_in: number
  readonly scope: string
}

export const allScopes = 'read_orders,read_all_orders,read_customers,read_products'

export interface GraphqlAnswer {
  readonly data?: Record<string, never> | null
  readonly errors?: { message: string; extensions?: Record<string, unknown>; path?: unknown }[]
  readonly extensions?: { cost: Cost; search?: unknown }
}

interface Cost {
  readonly requestedQueryCost: number
  readonly actualQueryCost: number | null
  readonly throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number }
}

export async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
  const answer = await fetch(url, { ...init, body: JSON.stringify(body), redirect: 'manual' })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, body: text ? (JSON.parse(text) as unknown) : null }
}

/** The merchant agrees on the consent page; answers the address he is sent back to. */
export async function agree(shop: DemoShop, query: Record<string, string>) {
  const answer = await fetch(`${shop.shopifyUrl}/admin/oauth/authorize`, {
    method: 'POST',
    body: new URLSearchParams(query),
    redirect: 'manual',
  })
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
}

export async function install(shop: DemoShop, scope = allScopes, expiring = '1'): Promise<Tokens> {
  const { clientId: client_id, clientSecret: client_secret, redirectUris } = app
  const back = await agree(shop, { client_id, scope, redirect_uri: redirectUris[0]!, state: 'nonce' })
  const code = new URL(back.location!).searchParams.get('code')
  const answer = await post(`${shop.shopifyUrl}/admin/oauth/access_token`, { client_id, client_secret, code, expiring })
  return answer.body as Tokens
}

export function caller(shop: DemoShop, token: string, version = '2026-10') {
  return async (query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer> => {
    const url = `${shop.shopifyUrl}/admin/api/${version}/graphql.json`
    const answer = await post(url, { query, variables }, { 'x-shopify-access-token': token })
    return answer.body as GraphqlAnswer
  }
}
