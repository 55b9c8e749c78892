// Products as the Admin API answers them, brought into the form of the webhooks (shopify.product.ts has the rules), with
// what only the API knows: costs, whether pieces are counted, translations.
import { z } from 'zod'
import type { Meaning } from '../connector'
import { decimal, text } from '../fields'
import { readValueAs } from '../signed-body'
import type { ShopifyClient } from './shopify.client'
import { mayDo } from './shopify.hooks'
import { product, productMeaning } from './shopify.product'
import type { RawObject } from './shopify.raw'

const about = z.object({
  shop: z.object({ currencyCode: z.string().regex(/^[A-Z]{3}$/) }),
  app: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
})
export interface ShopifyFacts {
  readonly currency: string
  readonly scopes: readonly string[]
}

/** Who the shop is, and what it lets the app read. Throws SourceRefused, and Unreadable. */
export async function factsOf(client: ShopifyClient): Promise<ShopifyFacts> {
  const question = '{ shop { currencyCode } app: currentAppInstallation { accessScopes { handle } } }'
  const { shop, app } = readValueAs(about, await client.ask(question))
  return { currency: shop.currencyCode, scopes: app.accessScopes.map(({ handle }) => handle) }
}

/** Languages of the console, as Shopify writes them. */
const locales = ['en', 'es', 'fr', 'de', 'zh-CN', 'ar', 'bg']

/** Fields of the translations that the app may read. */
export function translationsOf(scopes: readonly string[]): string {
  if (!mayDo('read_translations', scopes)) return ''
  return locales
    .map((locale) => `in_${locale.replace('-', '_')}: translations(locale: "${locale}") { locale key value }`)
    .join(' ')
}

const digits = z
  .string()
  .regex(/^gid:\/\/shopify\/\w+\/\d{1,30}$/, 'is no global id')
  .transform((gid) => gid.slice(gid.lastIndexOf('/') + 1))
const longText = z.string().nullish()
const media = z.object({ id: digits.nullish(), image: z.object({ url: text, altText: text }).nullish() })
const translation = z.object({ locale: z.string(), key: z.string(), value: longText })

const variant = z.object({
  ...{ id: digits, title: text, sku: text, barcode: text, price: decimal.nullish(), compareAtPrice: decimal.nullish() },
  inventoryQuantity: z.string().nullish(),
  selectedOptions: z.array(z.object({ name: text, value: text })).nullish(),
  inventoryItem: z
    .object({
      tracked: z.boolean().nullish(),
      unitCost: z.object({ amount: decimal, currencyCode: z.string() }).nullish(),
    })
    .nullish(),
})
const node = z.looseObject({
  ...{ id: digits, title: text, descriptionHtml: longText, vendor: text, productType: text, status: text },
  tags: z.array(z.string()).nullish(),
  ...{ updatedAt: z.string(), onlineStoreUrl: text },
  category: z.object({ name: text, fullName: text }).nullish(),
  options: z.array(z.object({ name: text })).nullish(),
})

export function productOf({ node: raw, children }: RawObject, shop: { source: string; currency: string }): Meaning {
  const read = readValueAs(node, raw)
  const variants = readValueAs(z.array(variant), children.ProductVariant ?? [])
  const images = readValueAs(z.array(media), children.MediaImage ?? [])
  const resource = {
    ...read,
    tags: read.tags?.join(', '),
    body_html: read.descriptionHtml,
    product_type: read.productType,
    status: read.status?.toLowerCase() ?? null,
    updated_at: read.updatedAt,
    online_store_url: read.onlineStoreUrl,
    category: read.category && { name: read.category.name, full_name: read.category.fullName },
    images: images.map(({ id, image }) => ({ id, src: image?.url, alt: image?.altText })),
    translations: readTranslations(read),
    variants: variants.map(variantResource),
  }
  return productMeaning(readValueAs(product, resource), shop)
}

function variantResource({ selectedOptions, inventoryItem, ...read }: z.output<typeof variant>) {
  const [option1, option2, option3] = (selectedOptions ?? []).map(({ value }) => value)
  const cost = inventoryItem?.unitCost
  return {
    ...read,
    ...{ option1, option2, option3 },
    compare_at_price: read.compareAtPrice,
    inventory_quantity: read.inventoryQuantity,
    ...(inventoryItem ? { tracked: inventoryItem.tracked } : {}),
    ...(inventoryItem ? { unit_cost: cost ? { amount: cost.amount, currency_code: cost.currencyCode } : null } : {}),
  }
}

/** Undefined when nobody asked for them: then what is known stays. */
function readTranslations(read: z.output<typeof node>) {
  const asked = Object.keys(read).filter((name) => name.startsWith('in_'))
  if (!asked.length) return undefined
  return asked.flatMap((name) => readValueAs(z.array(translation), read[name] ?? []))
}
