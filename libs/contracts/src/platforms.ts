/** Shops that Portolan speaks with; `custom` is any shop that signs its own events. */
export const platforms = ['shopify', 'woocommerce', 'custom'] as const
export type Platform = (typeof platforms)[number]
