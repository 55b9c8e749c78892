// A product in the words of our API, with all of its variants.
import { z } from 'zod'
import { productStatuses } from '@portolan/contracts'
import type { ShopVariant } from '@portolan/catalog'
import type { Meaning } from '../connector'
import { currency, decimal, id, instant, nearestMinor, text, whole } from '../fields'

const longText = z.string().max(100_000).nullish()
const words = z.array(z.string().max(255)).max(250).nullish()
const address = z.string().max(2048).nullish()

const variant = z.object({
  external_id: id,
  sku: text,
  name: text,
  options: z
    .array(z.object({ name: z.string().min(1).max(255), value: z.string().min(1).max(255) }))
    .max(20)
    .nullish(),
  price: decimal.nullish(),
  compare_at_price: decimal.nullish(),
  cost: decimal.nullish(),
  stock_quantity: whole.nullish(),
  low_stock_threshold: whole.pipe(z.number().min(0)).nullish(),
  barcode: text,
  countries: z.array(z.string().length(2)).max(300).nullish(),
  image_url: address,
})

export const product = z.object({
  external_id: id,
  name: z.string().trim().min(1).max(500),
  description: longText,
  translations: z.record(z.string().max(35), z.object({ name: text, description: longText })).nullish(),
  status: z.enum(productStatuses).default('active'),
  brand: text,
  categories: words,
  product_type: text,
  tags: words,
  url: address,
  images: z
    .array(z.object({ url: z.string().max(2048), alt: text }))
    .max(250)
    .nullish(),
  currency: currency.nullish(),
  updated_at: instant.nullish(),
  variants: z.array(variant).min(1).max(2000),
})

/** All that it does not say is not so: a custom shop tells the whole product each time. */
export function productMeaning(
  { currency: code, updated_at: at = null, translations, ...read }: z.output<typeof product>,
  shop: { readonly source: string; readonly currency: string | null },
): Meaning {
  const itsCurrency = code ?? shop.currency
  const told = Object.entries(translations ?? {}).map(([language, { name, description }]) => [
    language,
    { name, description: description ?? null },
  ])
  return {
    kind: 'product',
    at,
    product: {
      ...read,
      source: shop.source,
      description: read.description ?? null,
      translations: Object.fromEntries(told) as Record<string, { name: string | null; description: string | null }>,
      categories: read.categories ?? [],
      tags: read.tags ?? [],
      url: read.url ?? null,
      images: read.images ?? [],
      ...(itsCurrency ? { currency: itsCurrency } : {}),
      external_updated_at: at,
      variants: read.variants.map((one) => variantOf(one, itsCurrency)),
    },
  }
}

function variantOf(read: z.output<typeof variant>, code: string | null): ShopVariant {
  const amount = (told: string | null | undefined) => (told && code ? nearestMinor(told, code) : null)
  return {
    ...read,
    options: read.options ?? [],
    price: amount(read.price),
    compare_at_price: amount(read.compare_at_price),
    cost: amount(read.cost),
    stock_quantity: read.stock_quantity ?? null,
    low_stock_threshold: read.low_stock_threshold ?? null,
    countries: read.countries ?? null,
    image_url: read.image_url ?? null,
  }
}
