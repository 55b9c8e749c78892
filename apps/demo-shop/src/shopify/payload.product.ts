// The body of webhooks about products.
import { decimal, priced } from '../money'
import type { Shop } from '../shop/shop'
import type { Product } from '../shop/shop.model'
import { gid, idOf, local } from './words'

export function productBody(shop: Shop, product: Product): Record<string, unknown> {
  const id = idOf('Product', product.n)
  const variants = variantBodies(shop, product)
  return {
    admin_graphql_api_id: gid('Product', id),
    body_html: `<p>${product.description}</p>`,
    created_at: local(product.createdAt),
    handle: product.handle,
    id,
    product_type: product.category,
    published_at: product.status === 'active' ? local(product.createdAt) : null,
    template_suffix: null,
    title: product.title,
    updated_at: local(product.updatedAt),
    vendor: product.brand,
    status: product.status,
    published_scope: 'web',
    tags: '',
    variants,
    options: [{ id, product_id: id, name: 'Size', position: 1, values: product.variants.map(({ option }) => option) }],
    ...images(product, id),
    variant_gids: variants.map(({ admin_graphql_api_id, updated_at }) => ({ admin_graphql_api_id, updated_at })),
    has_variants_that_requires_components: false,
  }
}

function images(product: Product, id: bigint) {
  const { file, alt } = product.image
  const src = `https://cdn.shopify.com/s/files/1/0001/${file}`
  const image = { id: idOf('MediaImage', product.n), product_id: id, position: 1, alt, src, variant_ids: [] }
  return { images: [image], image, media: [] }
}

function variantBodies(shop: Shop, product: Product) {
  const price = (cents: number) => decimal(priced(cents, shop.currency, shop.currency).shop, shop.currency)
  return product.variants.map((variant, at) => ({
    admin_graphql_api_id: gid('ProductVariant', idOf('ProductVariant', variant.n)),
    barcode: null,
    compare_at_price: variant.compareAtCents === null ? null : price(variant.compareAtCents),
    created_at: local(product.createdAt),
    id: idOf('ProductVariant', variant.n),
    inventory_policy: 'deny',
    position: at + 1,
    price: price(variant.cents),
    product_id: idOf('Product', product.n),
    sku: variant.sku,
    taxable: true,
    title: variant.title,
    updated_at: local(variant.updatedAt),
    option1: variant.option,
    option2: null,
    option3: null,
    image_id: null,
    inventory_item_id: idOf('InventoryItem', variant.n),
    inventory_quantity: variant.stock,
    old_inventory_quantity: variant.stock,
  }))
}
