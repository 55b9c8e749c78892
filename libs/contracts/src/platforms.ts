/** Shops that Portolan speaks with; `custom` is any shop that signs its own events. */
export const platforms = ['shopify', 'woocommerce', 'custom'] as const
export type Platform = (typeof platforms)[number]

/** What a shop can be asked for, people before their orders. */
export const shopObjectTypes = ['customer', 'product', 'order'] as const
export type ShopObjectType = (typeof shopObjectTypes)[number]
