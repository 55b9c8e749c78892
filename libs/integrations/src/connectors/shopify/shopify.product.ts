// A product as Shopify's webhooks and REST tell it, read into ours. What only its GraphQL API knows (cost, whether pieces
// are counted, translations, countries) stands in fields of its own, which webhooks leave out: then what is known stays.
import { z } from 'zod'
import type { ShopProduct, ShopVariant } from '@portolan/catalog'
import type { ProductStatus } from '@portolan/contracts'
import type { Meaning, ShopFacts } from '../connector'
import { currency, decimal, flag, id, instant, nearestMinor, text, whole } from '../fields'
import { textOf } from '../html'

const longText = z.string().max(500_000).nullish()
const image = z.object({ id: id.nullish(), src: z.string().max(5000).nullish(), alt: text })

const variant = z.object({
  id,
  title: text,
  sku: text,
  barcode: text,
  price: decimal.nullish(),
  compare_at_price: decimal.nullish(),
  option1: text,
  option2: text,
  option3: text,
  image_id: id.nullish(),
  inventory_quantity: whole.nullish(),
  /** Null where nobody counts; webhooks of today leave it out. */
  inventory_management: z.string().max(100).nullable().optional(),
  // Of the GraphQL API alone:
  tracked: flag,
  unit_cost: z.object({ amount: decimal, currency_code: currency }).nullable().optional(),
  country_codes: z.array(z.string().max(10)).max(300).nullable().optional(),
})

export const product = z.object({
  id,
  title: text,
  body_html: longText,
  vendor: text,
  product_type: text,
  category: z.object({ name: text, full_name: text }).nullish(),
  status: text,
  tags: z.union([z.string().max(20_000), z.array(z.string().max(255)).max(1000)]).nullish(),
  updated_at: instant,
  options: z
    .array(z.object({ name: text }))
    .max(20)
    .nullish(),
  images: z.array(image).max(1000).nullish(),
  variants: z.array(variant).max(5000),
  /** All variants, where `variants` holds the first hundred. */
  variant_gids: z
    .array(z.object({ admin_graphql_api_id: z.string().max(200) }))
    .max(5000)
    .nullish(),
  // Of the GraphQL API alone:
  online_store_url: z.string().max(5000).nullable().optional(),
  /** `key` is `title` or `body_html`. */
  translations: z
    .array(z.object({ locale: z.string().max(35), key: z.string().max(100), value: longText }))
    .max(1000)
    .optional(),
})
export type ReadProduct = z.output<typeof product>
type ReadVariant = z.output<typeof variant>

export function productMeaning(read: ReadProduct, shop: ShopFacts): Meaning {
  const told: ShopProduct = {
    source: shop.source,
    external_id: read.id,
    name: read.title ?? read.id,
    description: textOf(read.body_html ?? null),
    ...(read.translations ? { translations: translationsOf(read.translations) } : {}),
    status: statusOf(read.status),
    brand: read.vendor,
    categories: [read.category?.full_name ?? read.category?.name ?? null].filter((name) => name !== null),
    product_type: read.product_type,
    tags: tagsOf(read.tags),
    ...(read.online_store_url === undefined ? {} : { url: read.online_store_url }),
    images: (read.images ?? []).flatMap(({ src, alt }) => (src ? [{ url: src, alt }] : [])),
    ...(shop.currency ? { currency: shop.currency } : {}),
    external_updated_at: read.updated_at,
    variants: read.variants.map((one) => variantOf(one, read, shop.currency)),
    other_variants: (read.variant_gids ?? []).map(({ admin_graphql_api_id: gid }) => gid.split('/').at(-1) ?? gid),
  }
  return { kind: 'product', at: read.updated_at, product: told }
}

function variantOf(read: ReadVariant, { options, images, variants }: ReadProduct, code: string | null): ShopVariant {
  const values = [read.option1, read.option2, read.option3]
  const isOnly = variants.length === 1 && read.title === 'Default Title'
  const picture = read.image_id && images?.find(({ id: image_id }) => image_id === read.image_id)?.src
  return {
    external_id: read.id,
    sku: read.sku,
    name: isOnly ? null : read.title,
    options: isOnly
      ? []
      : values.flatMap((value, place) =>
          value ? [{ name: options?.[place]?.name ?? `Option ${place + 1}`, value }] : [],
        ),
    ...amountsOf(read, code),
    stock_quantity: isCounted(read) ? (read.inventory_quantity ?? null) : null,
    barcode: read.barcode,
    ...(read.country_codes === undefined ? {} : { countries: read.country_codes }),
    image_url: picture || null,
  }
}

function amountsOf(
  { price, compare_at_price, unit_cost }: ReadVariant,
  code: string | null,
): Pick<ShopVariant, 'price' | 'compare_at_price' | 'cost'> {
  if (code === null) return {}
  const amount = (told: string | null | undefined) => (told ? nearestMinor(told, code) : null)
  // Costs are in the shop's currency, too; one that is not says nothing beside its price.
  const cost = unit_cost?.currency_code === code ? unit_cost.amount : null
  return {
    price: amount(price),
    compare_at_price: amount(compare_at_price),
    ...(unit_cost === undefined ? {} : { cost: amount(cost) }),
  }
}

function isCounted({ tracked, inventory_management }: ReadVariant): boolean {
  if (tracked !== null && tracked !== undefined) return tracked
  return inventory_management !== null
}

function statusOf(status: string | null): ProductStatus {
  return status === 'draft' || status === 'archived' ? status : 'active'
}

function tagsOf(tags: ReadProduct['tags']): string[] {
  return typeof tags === 'string' ? tags.split(',') : (tags ?? [])
}

function translationsOf(told: NonNullable<ReadProduct['translations']>): NonNullable<ShopProduct['translations']> {
  const valueOf = (locale: string, key: string) =>
    told.find((one) => one.locale === locale && one.key === key)?.value ?? null
  const locales = [...new Set(told.map(({ locale }) => locale))]
  return Object.fromEntries(
    locales.map((locale) => [
      locale,
      { name: valueOf(locale, 'title'), description: textOf(valueOf(locale, 'body_html')) },
    ]),
  )
}
