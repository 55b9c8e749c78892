// What each platform needs to be spoken with. Sealed in the row, opened where a call or a signature needs it, never
// shown and never logged.
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Platform } from '@portolan/contracts'
import { config, invalid, say, TargetRefused, Targets, type ErrorDetails, type Vault } from '@portolan/platform'

const secret = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[\x21-\x7e]+$/)

export const shopDomain = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/)
  .max(255)

const shapes = {
  shopify: z.strictObject({
    shop_domain: shopDomain,
    client_id: secret.optional(),
    // Without one, the secret of the installation's app signs.
    client_secret: config.SHOPIFY_CLIENT_SECRET ? secret.optional() : secret,
    access_token: secret.optional(),
  }),
  woocommerce: z.strictObject({
    site_url: z.string().min(1).max(2048),
    consumer_key: secret.optional(),
    consumer_secret: secret.optional(),
    // WooCommerce decodes HTML's entities in the secret before it signs.
    webhook_secret: secret.regex(/^[^&<>'"]+$/).optional(),
  }),
  custom: z.strictObject({
    webhook_secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/=]{24,}$/)
      .max(500)
      .optional(),
  }),
} as const satisfies Record<Platform, z.ZodType>

export type CredentialsOf<Name extends Platform> = z.infer<(typeof shapes)[Name]>
export type Credentials = Readonly<Record<string, string | undefined>>

/** The credentials as they are kept, and where the shop is. Throws a DomainError naming each field (400). */
export function readCredentials(
  platform: Platform,
  given: Record<string, unknown>,
  targets: Targets,
): { credentials: Credentials; address: string | null } {
  const { success, data, error } = shapes[platform].safeParse(given)
  if (!success) throw invalid(problemsOf(error))
  const credentials = data as Credentials
  if (platform === 'shopify') return { credentials, address: credentials.shop_domain ?? null }
  const webhook_secret = credentials.webhook_secret ?? newSecret(platform)
  if (platform === 'custom') return { credentials: { webhook_secret }, address: null }
  const site_url = siteOf('credentials.site_url', credentials.site_url ?? '', targets)
  return { credentials: { ...credentials, site_url, webhook_secret }, address: site_url }
}

function problemsOf(error: z.ZodError): ErrorDetails {
  const details: ErrorDetails = {}
  for (const issue of error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')]
    for (const name of names) {
      const field = name ? `credentials.${name}` : 'credentials'
      details[field] = [say(issue.code === 'unrecognized_keys' ? 'rule.whitelistValidation' : ruleOf(name))]
    }
  }
  return details
}

function ruleOf(field: string): 'credentials.shop_domain' | 'credentials.secret' {
  return field === 'shop_domain' ? 'credentials.shop_domain' : 'credentials.secret'
}

/** The site's address without what follows its folder. Throws a DomainError for one that we would not call. */
export function siteOf(field: string, text: string, targets: Targets): string {
  try {
    const url = targets.parse(text)
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error
    throw invalid({ [field]: [say(error.rule, { ports: targets.ports.join(', ') })] })
  }
}

/** WooCommerce takes any text; Standard Webhooks write theirs so. */
export function newSecret(platform: Platform): string {
  return platform === 'custom' ? `whsec_${randomBytes(32).toString('base64')}` : randomBytes(32).toString('hex')
}

const place = (id: string): string => `integrations.credentials/${id}`

export function sealCredentials(vault: Vault, id: string, credentials: Credentials): string {
  return vault.seal(JSON.stringify(credentials), place(id))
}

export function openCredentials(vault: Vault, id: string, sealed: string): Credentials {
  return JSON.parse(vault.open(sealed, place(id))) as Credentials
}

/** What people gave us, and what a shop has granted on top of it: tokens that end, with what renews them. */
export function partsOf(credentials: Credentials): { given: Credentials; granted: Credentials } {
  const { previous_client_secret: _previous, ...kept } = credentials
  const { access_token, refresh_token, access_expires_at, refresh_expires_at, ...rest } = kept
  if (!access_expires_at && !refresh_token) return { given: kept, granted: {} }
  return { given: rest, granted: { access_token, refresh_token, access_expires_at, refresh_expires_at } }
}

/** What signs this shop's events; a Shopify shop's without an app of its own is the installation's app. */
export function secretsOf({
  shop_domain,
  client_secret,
  previous_client_secret,
  webhook_secret,
}: Credentials): string[] {
  const installed = shop_domain && !client_secret ? config.SHOPIFY_CLIENT_SECRET : undefined
  return [client_secret, previous_client_secret, webhook_secret, installed].filter((one) => one !== undefined)
}
