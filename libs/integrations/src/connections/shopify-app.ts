// The app by which a Shopify shop is spoken with: one of the installation (settings), or one of the merchant's own whose
// id and secret stand among the credentials. Three ways to a token: it was entered and has no end; it came by consent
// and is renewed with a refresh token; or the app belongs to the shop's own organisation and asks for it.
import { z } from 'zod'
import { config, type Outbound } from '@portolan/platform'
import type { Credentials } from './credentials'

export interface ShopifyApp {
  readonly client_id: string
  readonly client_secret: string
}

const grant = z.object({
  access_token: z.string().min(1).max(500),
  expires_in: z.number().positive().nullish(),
  refresh_token: z.string().min(1).max(500).nullish(),
  refresh_token_expires_in: z.number().positive().nullish(),
})

/** A token that ends sooner is not used any more. */
const spareMs = 5 * 60_000

export function installedApp(): ShopifyApp | null {
  const { SHOPIFY_CLIENT_ID: client_id, SHOPIFY_CLIENT_SECRET: client_secret } = config
  return client_id && client_secret ? { client_id, client_secret } : null
}

/** The merchant's own app, else the installation's. */
export function appOf({ client_id, client_secret }: Credentials): ShopifyApp | null {
  return client_id && client_secret ? { client_id, client_secret } : installedApp()
}

export function addressOfShop(shop: string): string {
  return config.SHOPIFY_ADDRESS.replace('{shop}', shop)
}

/** Whether there is a token, or a way to one. */
export function mayAsk({ shop_domain, access_token, client_id, client_secret }: Credentials): boolean {
  return Boolean(shop_domain && (access_token ?? (client_id && client_secret)))
}

/** The token, unless it is `refused` or about to end. */
export function goodToken({ access_token, access_expires_at }: Credentials, refused: string | null): string | null {
  if (!access_token || access_token === refused) return null
  return !access_expires_at || Date.parse(access_expires_at) > Date.now() + spareMs ? access_token : null
}

/** What is sent for another token; null when only people can give one. */
export function tokenRequest(credentials: Credentials): Record<string, string> | null {
  const app = appOf(credentials)
  if (!app) return null
  const { refresh_token, access_token, access_expires_at, client_id } = credentials
  if (refresh_token) return { ...app, grant_type: 'refresh_token', refresh_token }
  const isLasting = access_token && !access_expires_at
  return client_id && !isLasting ? { ...app, grant_type: 'client_credentials' } : null
}

export interface TokenAnswer {
  readonly status: number
  /** The credentials' new fields; null when this grants nothing. */
  readonly granted: Credentials | null
  /** The shop's own word for why not. */
  readonly error: string
}

/** Outside of transactions. Throws CallFailed. */
export async function askForToken(
  outbound: Outbound,
  shop: string,
  request: Record<string, string>,
): Promise<TokenAnswer> {
  const { status, body } = await outbound.call(`${addressOfShop(shop)}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(request),
  })
  const answer = jsonOf(body)
  const { error = String(status) } = (answer ?? {}) as { error?: unknown }
  return { status, granted: status === 200 ? grantedBy(answer) : null, error: String(error).slice(0, 100) }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return null
  }
}

/** The credentials' new fields, or null when this grants nothing. */
function grantedBy(answer: unknown, now = Date.now()): Credentials | null {
  const { data } = grant.safeParse(answer)
  if (!data) return null
  const after = (seconds: number | null | undefined) =>
    seconds ? new Date(now + seconds * 1000).toISOString() : undefined
  return {
    access_token: data.access_token,
    refresh_token: data.refresh_token ?? undefined,
    access_expires_at: after(data.expires_in),
    refresh_expires_at: after(data.refresh_token_expires_in),
  }
}
