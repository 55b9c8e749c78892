// A product as WooCommerce tells it. Its variations are resources of their own, which also come under the topics of
// products; a product that has them names their ids alone.
import { z } from 'zod'
import type { ShopProduct, ShopVariant } from '@portolan/catalog'
import type { ProductStatus } from '@portolan/contracts'
import type { Meaning, ShopFacts } from '../connector'
import { decimal, id, nearestMinor, text, whole } from '../fields'
import { textOf, withoutEntities } from '../html'
import { gmt } from './woocommerce.customer'

const longText = z.string().max(500_000).nullish()
/** An empty text is no price. */
const price = z
  .union([decimal, z.literal('')])
  .nullish()
  .transform((value) => value || null)
const image = z.object({ src: z.string().max(5000).nullish(), alt: text })

const sold = z.object({
  id,
  sku: text,
  price,
  regular_price: price,
  sale_price: price,
  /** `parent`: the pieces are counted for all variations together. */
  manage_stock: z.union([z.boolean(), z.literal('parent')]).nullish(),
  stock_quantity: whole.nullish(),
  low_stock_amount: whole.nullish(),
  global_unique_id: text,
  cost_of_goods_sold: z.object({ total_value: decimal.nullish() }).nullish(),
  meta_data: z
    .array(z.object({ key: z.string().nullish(), value: z.unknown() }))
    .max(5000)
    .nullish(),
})

export const variation = sold.extend({
  image: image.nullish(),
  attributes: z
    .array(z.object({ name: text, option: text }))
    .max(100)
    .nullish(),
})

export const product = sold.extend({
  type: text,
  parent_id: id.nullish(),
  name: text,
  status: text,
  permalink: z.string().max(5000).nullish(),
  description: longText,
  short_description: longText,
  date_modified_gmt: gmt,
  categories: z
    .array(z.object({ name: text }))
    .max(500)
    .nullish(),
  brands: z
    .array(z.object({ name: text }))
    .max(100)
    .nullish(),
  tags: z
    .array(z.object({ name: text }))
    .max(1000)
    .nullish(),
  images: z.array(image).max(1000).nullish(),
  attributes: z
    .array(z.object({ name: text, option: text, options: z.array(z.string().max(500)).max(1000).nullish() }))
    .max(200)
    .nullish(),
  variations: z.array(id).max(5000).nullish(),
})
export type ReadProduct = z.output<typeof product>
export type ReadVariation = z.output<typeof variation>

/** `variations` are those of a product that has some, where they were asked for; else those that we know stay. */
export function productMeaning(read: ReadProduct, shop: ShopFacts, variations?: readonly ReadVariation[]): Meaning {
  const at = read.date_modified_gmt
  if (read.status === 'trash') return { kind: 'product_deleted', at, external_id: read.id }
  if (read.status === 'auto-draft') return { kind: 'ignored', reason: 'draft' }
  const currency = shop.currency ? { currency: shop.currency } : {}
  if (read.type === 'variation') {
    if (!read.parent_id || read.parent_id === '0') return { kind: 'ignored', reason: 'nothing' }
    const variant = variantOf({ ...read, image: read.images?.[0] ?? null }, shop.currency)
    return {
      kind: 'variant',
      at,
      variant: { source: shop.source, product_external_id: read.parent_id, ...currency, variant },
    }
  }
  return {
    kind: 'product',
    at,
    product: { ...wordsOf(read, shop.source), ...currency, ...variantsOf(read, shop, variations) },
  }
}

function wordsOf(read: ReadProduct, source: string): Omit<ShopProduct, 'variants'> {
  return {
    source,
    external_id: read.id,
    name: read.name ? withoutEntities(read.name) : read.id,
    description: textOf(read.description ?? null) ?? textOf(read.short_description ?? null),
    status: statusOf(read.status),
    brand: namesOf(read.brands)[0] ?? brandAmong(read),
    categories: namesOf(read.categories),
    product_type: read.type,
    tags: namesOf(read.tags),
    url: read.permalink ?? null,
    images: (read.images ?? []).flatMap(({ src, alt }) => (src ? [{ url: src, alt }] : [])),
    external_updated_at: read.date_modified_gmt,
  }
}

function variantsOf(
  read: ReadProduct,
  { currency }: ShopFacts,
  variations: readonly ReadVariation[] | undefined,
): Pick<ShopProduct, 'variants' | 'other_variants'> {
  if (variations) {
    return { variants: variations.map((one) => variantOf(one, currency)) }
  }
  if (read.variations?.length) return { variants: [], other_variants: read.variations }
  return { variants: [{ ...variantOf({ ...read, image: null }, currency), name: null, options: [] }] }
}

type Sold = Omit<ReadVariation, 'attributes'> & {
  readonly attributes?: readonly { name: string | null; option: string | null }[] | null
}

function variantOf(read: Sold, code: string | null): ShopVariant {
  const options = (read.attributes ?? []).flatMap(({ name, option }) =>
    name && option ? [{ name: withoutEntities(name), value: withoutEntities(option) }] : [],
  )
  return {
    external_id: read.id,
    sku: read.sku,
    name: options.map(({ value }) => value).join(' / ') || null,
    options,
    ...amountsOf(read, code),
    stock_quantity: read.manage_stock ? (read.stock_quantity ?? null) : null,
    low_stock_threshold: (read.low_stock_amount ?? -1) >= 0 ? (read.low_stock_amount ?? null) : null,
    barcode: read.global_unique_id,
    image_url: read.image?.src ?? null,
  }
}

/** On sale, the price before stands beside it. */
function amountsOf(read: Sold, code: string | null): Pick<ShopVariant, 'price' | 'compare_at_price' | 'cost'> {
  if (code === null) return {}
  const amount = (told: string | null | undefined) => (told ? nearestMinor(told, code) : null)
  const [now, usual] = [amount(read.price ?? read.regular_price), amount(read.regular_price)]
  const cost = amount(costOf(read))
  return {
    price: now,
    compare_at_price: usual !== null && now !== null && usual > now ? usual : null,
    ...(cost === null ? {} : { cost }),
  }
}

/** WooCommerce's own cost of goods, else that of the extension which most shops had before it. */
function costOf({ cost_of_goods_sold, meta_data }: Sold): string | null {
  const own = cost_of_goods_sold?.total_value
  if (own && Number(own) > 0) return own
  const added = meta_data?.find(({ key }) => key === '_wc_cog_cost')?.value
  return typeof added === 'string' && decimal.safeParse(added).success ? added : null
}

function namesOf(named: readonly { name: string | null }[] | null | undefined): string[] {
  return (named ?? []).flatMap(({ name }) => (name ? [withoutEntities(name)] : []))
}

function brandAmong({ attributes }: ReadProduct): string | null {
  const brand = attributes?.find(({ name }) => /^brand$/i.test(name ?? ''))
  return brand?.options?.[0] ?? null
}

function statusOf(status: string | null): ProductStatus {
  return status === 'publish' ? 'active' : 'draft'
}
