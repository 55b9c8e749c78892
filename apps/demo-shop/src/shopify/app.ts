// The app as Shopify knows it: what stands in its configuration at the platform.

export interface AppSettings {
  readonly clientId: string
  readonly clientSecret: string
  /** Where a merchant may be sent back to; anything else is refused. */
  readonly redirectUris: readonly string[]
  /** Public apps need tokens that expire; those of one organisation may use client credentials. */
  readonly kind: 'public' | 'custom'
  /** Addresses of the compliance topics and of other topics subscribed to in the app's configuration. */
  readonly hooks: readonly { readonly topics: readonly string[]; readonly uri: string }[]
}

export const scopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_products',
  'read_fulfillments',
  'read_inventory',
  'read_translations',
  'write_orders',
  'write_customers',
  'write_products',
] as const

/** A write permission includes the read one. */
export function grants(granted: readonly string[], scope: string): boolean {
  return granted.includes(scope) || granted.includes(scope.replace('read_', 'write_'))
}

export const complianceTopics = ['customers/data_request', 'customers/redact', 'shop/redact'] as const
