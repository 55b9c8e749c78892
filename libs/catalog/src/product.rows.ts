// From what a shop says and what stands to the rows that are written: everything within bounds, what was not told kept.
import { isDeepStrictEqual } from 'node:util'
import { isCountryCode, newId, type ProductStatus } from '@portolan/contracts'
import type { ProductImage, ProductWords, ShopProduct, ShopVariant, VariantOption } from './product.commands'

export interface VariantRow {
  readonly id: string
  readonly product_id: string
  readonly position: number
  readonly external_id: string
  readonly sku: string | null
  readonly name: string | null
  readonly options: readonly VariantOption[]
  readonly currency: string | null
  readonly price: string | null
  readonly compare_at_price: string | null
  readonly cost: string | null
  readonly stock_quantity: number | null
  readonly low_stock_threshold: number | null
  readonly barcode: string | null
  readonly countries: readonly string[] | null
  readonly image_url: string | null
}

export interface ProductRow {
  readonly id: string
  readonly source: string
  readonly external_id: string
  readonly name: string
  readonly description: string | null
  readonly translations: Readonly<Record<string, ProductWords>>
  readonly status: ProductStatus
  readonly brand: string | null
  readonly categories: readonly string[]
  readonly product_type: string | null
  readonly tags: readonly string[]
  readonly url: string | null
  readonly images: readonly ProductImage[]
  readonly variants: readonly VariantRow[]
}

/** A product as it stands, locked until the transaction ends. */
export interface StandingProduct extends ProductRow {
  /** Milliseconds since 1970; null when the shop tells no time. */
  readonly external_updated_at: number | null
  readonly is_deleted: boolean
}

type Amount = 'price' | 'compare_at_price' | 'cost'
const longest = { name: 500, words: 255, description: 20_000, address: 2048, lists: 250 } as const
const largestAmount = 10n ** 15n - 1n

export function productRow(told: ShopProduct, before: StandingProduct): ProductRow {
  const { id, source, external_id } = before
  return {
    ...{ id, source, external_id, status: told.status },
    name: cut(told.name, longest.name) ?? '',
    description: cut(told.description, longest.description),
    translations: told.translations ? translated(told.translations) : before.translations,
    brand: cut(told.brand, longest.words),
    categories: listed(told.categories),
    product_type: cut(told.product_type, longest.words),
    tags: listed(told.tags),
    url: told.url === undefined ? before.url : address(told.url),
    images: told.images.slice(0, longest.lists).flatMap(({ url, alt }) => {
      const where = address(url)
      return where ? [{ url: where, alt: cut(alt, longest.name) }] : []
    }),
    variants: variantRows(told, before),
  }
}

/** Whether the shop has said anything that we did not know. */
export function isNews(row: ProductRow, before: StandingProduct): boolean {
  const { external_updated_at: _when, is_deleted, ...known } = before
  return is_deleted || !isDeepStrictEqual(plain(row), plain(known))
}

/** One variant brought into what stands of its product, behind the others when it is new. */
export function withVariant(told: ShopVariant, currency: string | undefined, before: StandingProduct): ProductRow {
  const { external_updated_at: _when, is_deleted: _gone, ...row } = before
  const place = before.variants.findIndex(({ external_id }) => external_id === told.external_id)
  const position = place < 0 ? before.variants.length : place
  const made = variantRow(told, { currency, position, before })
  return { ...row, variants: [...before.variants.slice(0, position), made, ...before.variants.slice(position + 1)] }
}

function variantRows({ variants, other_variants = [], currency }: ShopProduct, before: StandingProduct): VariantRow[] {
  const told = new Map(variants.map((variant) => [variant.external_id, variant]))
  const others = before.variants.filter(
    ({ external_id }) => other_variants.includes(external_id) && !told.has(external_id),
  )
  const rows = [...told.values()].map((variant, position) => variantRow(variant, { currency, position, before }))
  return [...rows, ...others.map((row, index) => ({ ...row, position: rows.length + index }))]
}

interface Place {
  readonly currency: string | undefined
  readonly position: number
  readonly before: StandingProduct
}

function variantRow(told: ShopVariant, { currency, position, before }: Place): VariantRow {
  const standing = before.variants.find(({ external_id }) => external_id === told.external_id)
  const itsCurrency = currency ?? standing?.currency ?? null
  const kept = (key: 'low_stock_threshold' | 'countries') =>
    (told[key] === undefined ? standing?.[key] : told[key]) ?? null
  const amountOf = (key: Amount): string | null => {
    if (itsCurrency === null) return null
    // What was known in another currency is known no more.
    if (told[key] === undefined) return standing?.currency === itsCurrency ? standing[key] : null
    return within(told[key]) ? String(told[key]) : null
  }
  return {
    id: standing?.id ?? newId(),
    product_id: before.id,
    position,
    external_id: told.external_id,
    sku: cut(told.sku, longest.words),
    name: cut(told.name, longest.name),
    options: told.options.map(({ name, value }) => ({
      name: name.slice(0, longest.words),
      value: value.slice(0, longest.words),
    })),
    currency: itsCurrency,
    price: amountOf('price'),
    compare_at_price: amountOf('compare_at_price'),
    cost: amountOf('cost'),
    stock_quantity: told.stock_quantity,
    low_stock_threshold: kept('low_stock_threshold') as number | null,
    barcode: cut(told.barcode, longest.words),
    countries: countriesOf(kept('countries') as readonly string[] | null),
    image_url: address(told.image_url),
  }
}

function within(amount: bigint | null): boolean {
  return amount !== null && amount >= 0n && amount <= largestAmount
}

function countriesOf(codes: readonly string[] | null): string[] | null {
  return codes && [...new Set(codes.map((code) => code.toUpperCase()).filter(isCountryCode))].sort()
}

function translated(words: NonNullable<ShopProduct['translations']>): ProductRow['translations'] {
  const known = Object.entries(words).filter(([language]) => /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/.test(language))
  return Object.fromEntries(
    known
      .slice(0, longest.lists)
      .map(([language, { name, description }]) => [
        language,
        { name: cut(name, longest.name), description: cut(description, longest.description) },
      ]),
  )
}

function listed(names: readonly string[]): string[] {
  const cleaned = names.map((name) => cut(name, longest.words)).filter((name) => name !== null)
  return [...new Set(cleaned)].slice(0, longest.lists)
}

function cut(text: string | null, length: number): string | null {
  return (
    text
      ?.replace(/[\0\p{Cs}]/gu, '')
      .trim()
      .slice(0, length)
      .replace(/[\uD800-\uDBFF]$/, '') || null
  )
}

/** A browser opens it: nothing but web addresses. */
function address(text: string | null): string | null {
  if (!text || text.length > longest.address) return null
  const url = URL.canParse(text) ? new URL(text) : null
  return url && /^https?:$/.test(url.protocol) ? url.href : null
}

function plain(row: object): unknown {
  return JSON.parse(JSON.stringify(row))
}
