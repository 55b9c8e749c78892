import { productStatuses } from '@portolan/contracts'
import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { ProductDto } from './product.dto'

const threshold = `coalesce(v.low_stock_threshold, (select t.low_stock_threshold from tenants t where t.id = current_tenant()))`
/** False where the pieces are not counted. */
const isLow = `coalesce(v.stock_quantity <= ${threshold}, false)`

function ofVariants(sql: string): string {
  return `(select ${sql} from product_variants v where v.tenant_id = current_tenant() and v.product_id = p.id)`
}

const anyIsLow = `exists (select from product_variants v
  where v.tenant_id = current_tenant() and v.product_id = p.id and v.stock_quantity <= ${threshold})`

const variants = nested.many(
  `select v.id, v.external_id, v.sku, v.name, v.options, v.currency, ${column.money('v.price', 'v.currency')} as price,
          ${column.money('v.compare_at_price', 'v.currency')} as compare_at_price,
          ${column.money('v.cost', 'v.currency')} as cost, v.stock_quantity, ${threshold} as low_stock_threshold,
          ${isLow} as is_low_stock, v.barcode, v.countries, v.image_url
     from product_variants v where v.tenant_id = current_tenant() and v.product_id = p.id order by v.position, v.id`,
)

export const productsResource = defineResource<ProductDto>({
  name: 'product',
  answer: ProductDto,
  from: 'products p',
  deletedAt: 'p.deleted_at',
  fields: {
    id: 'p.id',
    source: 'p.source',
    external_id: 'p.external_id',
    name: 'p.name',
    description: 'p.description',
    translations: 'p.translations',
    status: 'p.status',
    brand: 'p.brand',
    category: 'p.categories[1]',
    categories: 'p.categories',
    product_type: 'p.product_type',
    tags: 'p.tags',
    url: 'p.url',
    image_url: `p.images -> 0 ->> 'url'`,
    images: 'p.images',
    sku: ofVariants('case when count(*) = 1 then min(v.sku) end'),
    // A product's amounts are of one currency; should its shop change it, those of the newer one count.
    currency: ofVariants('(array_agg(v.currency order by v.position))[1]'),
    lowest_price: ofVariants('(array_agg(money_text(v.price, v.currency) order by v.price))[1]'),
    highest_price: ofVariants('(array_agg(money_text(v.price, v.currency) order by v.price desc nulls last))[1]'),
    stock_quantity: 'p.stock_quantity',
    is_low_stock: anyIsLow,
    variants_total: ofVariants('count(*)::integer'),
    external_updated_at: column.time('p.external_updated_at'),
    created_at: column.time('p.created_at'),
    updated_at: column.time('p.updated_at'),
    deleted_at: column.time('p.deleted_at'),
  },
  include: { variants },
  detail: { variants },
  filters: {
    id: filter.uuid('p.id'),
    source: filter.text('p.source'),
    external_id: filter.text('p.external_id'),
    status: filter.oneOf('p.status', productStatuses),
    brand: filter.text('p.brand', { nullable: true }),
    category: filter.text('p.categories', {
      any: (list) => `p.categories && ${list}`,
      none: `p.categories = '{}'`,
    }),
    product_type: filter.text('p.product_type', { nullable: true }),
    sku: filter.text('v.sku', {
      any: (list) => `exists (select from product_variants v
        where v.tenant_id = current_tenant() and v.product_id = p.id and v.sku = any(${list}))`,
    }),
    low_stock: filter.flag(`(${anyIsLow})`),
    stock_quantity: filter.integer('p.stock_quantity', { nullable: true }),
    created_at: filter.time('p.created_at'),
    updated_at: filter.time('p.updated_at'),
  },
  sorts: {
    name: sort.text('p.name'),
    stock_quantity: sort.integer('p.stock_quantity', { nullable: true }),
    created_at: sort.time('p.created_at'),
    updated_at: sort.time('p.updated_at'),
  },
  defaultSort: 'name',
  search: {
    looksThrough: 'names in all languages, brands, ids of the shop, and SKUs and barcodes of variants',
    where: (text) => `p.id in (select search_products(${text}))`,
  },
  count: 'products',
  hot: ['id'],
})
