// Products and their variants as the Admin API answers them.
import { decimal, priced } from '../money'
import type { Shop } from '../shop/shop'
import type { Product, Variant } from '../shop/shop.model'
import { connectAll, type Page } from './connection'
import { gid, idOf, money, utc } from './words'

export function productView(shop: Shop, product: Product): object {
  const { n, title, description, variants } = product
  const id = idOf('Product', n)
  const media = mediaView(product)
  return {
    __typename: 'Product',
    id: gid('Product', id),
    legacyResourceId: id.toString(),
    title,
    handle: product.handle,
    description,
    descriptionHtml: `<p>${description}</p>`,
    vendor: product.brand,
    productType: product.category,
    status: product.status.toUpperCase(),
    tags: [],
    createdAt: utc(product.createdAt),
    updatedAt: utc(product.updatedAt),
    publishedAt: product.status === 'active' ? utc(product.createdAt) : null,
    onlineStoreUrl: product.status === 'active' ? `https://shop.example/products/${product.handle}` : null,
    totalInventory: variants.reduce((sum, { stock }) => sum + stock, 0),
    tracksInventory: true,
    category: null,
    options: () => [option(n, variants)],
    translations: ({ locale }: { locale: string }) => translations(product, locale),
    variantsCount: { count: variants.length, precision: 'EXACT' },
    featuredMedia: media,
    media: (page: Page) => connectAll([media], page),
    variants: (page: Page) =>
      connectAll(
        variants.map((variant) => variantView(shop, product, variant)),
        page,
      ),
  }
}

export function variantView(shop: Shop, product: Product, variant: Variant): object {
  const id = idOf('ProductVariant', variant.n)
  const price = (cents: number) => priced(cents, shop.currency, shop.currency).shop
  const { compareAtCents, costCents } = variant
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', id),
    legacyResourceId: id.toString(),
    title: variant.title,
    displayName: `${product.title} - ${variant.title}`,
    sku: variant.sku || null,
    barcode: null,
    position: (variant.n % 3) + 1,
    price: decimal(price(variant.cents), shop.currency),
    compareAtPrice: compareAtCents === null ? null : decimal(price(compareAtCents), shop.currency),
    inventoryQuantity: variant.stock,
    availableForSale: variant.stock > 0,
    taxable: true,
    selectedOptions: [{ name: 'Size', value: variant.option }],
    createdAt: utc(product.createdAt),
    updatedAt: utc(variant.updatedAt),
    inventoryItem: {
      __typename: 'InventoryItem',
      id: gid('InventoryItem', idOf('InventoryItem', variant.n)),
      sku: variant.sku || null,
      tracked: true,
      unitCost: costCents === null ? null : money(price(costCents), shop.currency),
    },
    product: () => productView(shop, product),
  }
}

function mediaView({ n, image: { file, alt } }: Product): object {
  const url = `https://cdn.shopify.com/s/files/1/0001/${file}`
  const image = { id: null, url, altText: alt }
  return { __typename: 'MediaImage', id: gid('MediaImage', idOf('MediaImage', n)), alt, image }
}

function option(n: number, variants: readonly Variant[]) {
  const values = variants.map(({ option: value }) => value)
  return { __typename: 'ProductOption', id: `gid://shopify/ProductOption/${n + 1}`, name: 'Size', position: 1, values }
}

function translations(product: Product, locale: string) {
  const found = product.translations[locale]
  if (!found) return []
  return [
    { key: 'title', value: found.title, locale, outdated: false },
    { key: 'body_html', value: `<p>${found.description}</p>`, locale, outdated: false },
  ]
}
