// What a shop says about a product. Amounts are minor units of the product's currency. `null` says "there is none", an
// absent key "not told here": then what we know stays.
import type { ProductStatus } from '@portolan/contracts'

export interface ProductWords {
  readonly name: string | null
  readonly description: string | null
}

export interface ProductImage {
  readonly url: string
  readonly alt: string | null
}

export interface VariantOption {
  readonly name: string
  readonly value: string
}

export interface ShopVariant {
  readonly external_id: string
  readonly sku: string | null
  /** Null for the only one there is. */
  readonly name: string | null
  readonly options: readonly VariantOption[]
  readonly price?: bigint | null
  /** What it cost before, or costs elsewhere. */
  readonly compare_at_price?: bigint | null
  /** What the shop pays for it. */
  readonly cost?: bigint | null
  /** Null where the shop does not count the pieces. */
  readonly stock_quantity: number | null
  /** Null where the workspace's counts. */
  readonly low_stock_threshold?: number | null
  readonly barcode: string | null
  /** Where it is sold, ISO 3166-1 alpha-2. */
  readonly countries?: readonly string[] | null
  readonly image_url: string | null
}

export interface ShopProduct {
  /** `<platform>:<integration_id>`, as on the shop's orders. */
  readonly source: string
  readonly external_id: string
  /** In the shop's own language. */
  readonly name: string
  readonly description: string | null
  /** By language, BCP 47. */
  readonly translations?: Readonly<Record<string, ProductWords>>
  readonly status: ProductStatus
  readonly brand: string | null
  /** The first is the one that it is shown under. */
  readonly categories: readonly string[]
  readonly product_type: string | null
  readonly tags: readonly string[]
  readonly url?: string | null
  readonly images: readonly ProductImage[]
  /** Of all its amounts; without it there are none. */
  readonly currency?: string
  readonly external_updated_at: string | null
  readonly variants: readonly ShopVariant[]
  /** Ids of variants that the shop has beside these and tells elsewhere: those that we know stay. */
  readonly other_variants?: readonly string[]
}

/** One variant, told without its product. */
export interface ShopProductVariant {
  readonly source: string
  readonly product_external_id: string
  readonly currency?: string
  readonly variant: ShopVariant
}

export interface BroughtProduct {
  readonly id: string
  readonly outcome: 'created' | 'updated' | 'unchanged'
}
