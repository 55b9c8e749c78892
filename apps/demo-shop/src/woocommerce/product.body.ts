// Products and variations as REST answers them.
import { decimal, priced } from '../money'
import type { Product, Variant } from '../shop/shop.model'
import { href, links, type Site } from './links'
import { dates, ids } from './words'

/** Every fifth product comes in one size only. */
export function isSimple(product: number): boolean {
  return product % 5 === 0
}

const noSale = {
  date_on_sale_from: null,
  date_on_sale_from_gmt: null,
  date_on_sale_to: null,
  date_on_sale_to_gmt: null,
}
const noDownload = { virtual: false, downloadable: false, downloads: [], download_limit: -1, download_expiry: -1 }
const noBackorders = { backorders: 'no', backorders_allowed: false, backordered: false }
const noSize = { weight: '', dimensions: { length: '', width: '', height: '' } }
const taxes = { tax_status: 'taxable', tax_class: '' }

export function productBody(site: Site, product: Product): Record<string, unknown> {
  const { n, handle, status, description } = product
  const id = ids.product(n)
  const simple = isSimple(n)
  const first = product.variants[0]!
  const category = { id: 9, name: product.category, slug: product.category.toLowerCase() }
  return {
    id,
    name: product.title,
    slug: handle,
    permalink: `${site.url}/product/${handle}/`,
    ...dates('date_created', product.createdAt),
    ...dates('date_modified', product.updatedAt),
    type: simple ? 'simple' : 'variable',
    status: { active: 'publish', draft: 'draft', archived: 'private' }[status],
    featured: false,
    catalog_visibility: 'visible',
    description: `<p>${description}</p>\n`,
    short_description: '',
    sku: simple ? first.sku : '',
    ...(simple
      ? prices(site, first)
      : { price: price(site, first.cents), regular_price: '', sale_price: '', on_sale: false }),
    ...noSale,
    purchasable: status === 'active',
    ...noDownload,
    ...taxes,
    ...(simple ? stock(first) : { manage_stock: false, stock_quantity: null, stock_status: 'instock' }),
    ...noBackorders,
    ...noSize,
    ...shipping,
    ...relations,
    categories: [category],
    images: [imageBody(site, product)],
    attributes: simple ? [] : [sizeAttribute(product)],
    variations: simple ? [] : product.variants.map((variant) => ids.variation(variant.n)),
    has_options: !simple,
    _links: links(site, `products/${id}`, 'products'),
  }
}

const shipping = { shipping_required: true, shipping_taxable: true, shipping_class: '', shipping_class_id: 0 }
const relations = {
  price_html: '',
  total_sales: 0,
  external_url: '',
  button_text: '',
  low_stock_amount: null,
  sold_individually: false,
  reviews_allowed: true,
  average_rating: '0.00',
  rating_count: 0,
  related_ids: [],
  upsell_ids: [],
  cross_sell_ids: [],
  parent_id: 0,
  purchase_note: '',
  tags: [],
  default_attributes: [],
  grouped_products: [],
  menu_order: 0,
  meta_data: [],
}

export function variationBody(site: Site, product: Product, variant: Variant): Record<string, unknown> {
  const path = `products/${ids.product(product.n)}/variations`
  const id = ids.variation(variant.n)
  return {
    id,
    ...dates('date_created', product.createdAt),
    ...dates('date_modified', variant.updatedAt),
    description: '',
    permalink: `${site.url}/product/${product.handle}/?attribute_size=${variant.option}`,
    sku: variant.sku,
    ...prices(site, variant),
    ...noSale,
    status: 'publish',
    purchasable: true,
    ...noDownload,
    ...taxes,
    ...stock(variant),
    ...noBackorders,
    ...noSize,
    shipping_class: '',
    shipping_class_id: 0,
    image: imageBody(site, product),
    attributes: [{ id: 0, name: 'Size', option: variant.option }],
    menu_order: 0,
    meta_data: [],
    _links: { ...links(site, `${path}/${id}`, path), up: [{ href: href(site, `products/${ids.product(product.n)}`) }] },
  }
}

function prices(site: Site, { cents, compareAtCents }: Variant) {
  const now = price(site, cents)
  const before = compareAtCents === null ? now : price(site, compareAtCents)
  const onSale = compareAtCents !== null
  return { price: now, regular_price: before, sale_price: onSale ? now : '', on_sale: onSale }
}

function price({ currency }: Site, cents: number): string {
  return decimal(priced(cents, currency, currency).shop, currency)
}

function stock(variant: Variant) {
  const stock_status = variant.stock > 0 ? 'instock' : 'outofstock'
  return { manage_stock: true, stock_quantity: variant.stock, stock_status }
}

function sizeAttribute({ variants }: Product) {
  const options = variants.map(({ option }) => option)
  return { id: 0, name: 'Size', position: 0, visible: true, variation: true, options }
}

function imageBody(site: Site, { n, createdAt, image: { file, alt } }: Product) {
  const src = `${site.url}/wp-content/uploads/${file}`
  return {
    id: ids.image(n),
    ...dates('date_created', createdAt),
    ...dates('date_modified', createdAt),
    src,
    name: file,
    alt,
  }
}
