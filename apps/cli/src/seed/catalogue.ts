// The demo shop's products as it would tell them: its orders' items lead to them by the shop's own ids.
import type { ShopProduct, ShopVariant } from '@portolan/catalog'
import { priceIn, toMinor } from './prices'
import type { Product } from './products'
import { Random } from './random'
import { demoSource } from './shop'

export interface CatalogueOf {
  readonly seed: number
  readonly brand: string
  readonly currency: string
  readonly products: readonly Product[]
}

/** By the middle of the SKU. */
const shelves: Readonly<Record<string, string>> = {
  ...{ CAR: 'Glass', GLS: 'Glass', LAN: 'Terrace', BLK: 'Terrace', BSK: 'Terrace', CND: 'Terrace' },
  ...{ CRK: 'Kitchen', BRD: 'Kitchen', KNF: 'Kitchen', APR: 'Kitchen', CST: 'Kitchen', TWL: 'Linen', NAP: 'Linen' },
  ...{
    POT: 'Ceramics',
    CUP: 'Ceramics',
    VAS: 'Ceramics',
    MUG: 'Ceramics',
    PLT: 'Ceramics',
    BWL: 'Ceramics',
    LMP: 'Ceramics',
  },
  ...{ OIL: 'Pantry', VIN: 'Pantry', SLT: 'Pantry', TEA: 'Pantry', JAM: 'Pantry', TIN: 'Pantry', GFT: 'Services' },
}

const abouts: Readonly<Record<string, string>> = {
  'HV-CAR-01': 'Blown by hand in small batches, so that no two are quite alike.\nFits the door of a fridge.',
  'HV-POT-04': 'Holds a litre and pours without a drip. Safe in the dishwasher.',
  'HV-OIL-05': 'From one grove, pressed within a day of the harvest.',
  'HV-BRD-01': 'European oak, oiled. Wash by hand and let it dry standing.',
  'HV-CST-26': 'Seasoned and ready for the fire. Heavier than it looks.',
  'HV-TEA-02': 'Black tea smoked over pinewood, with a long finish.',
}

const german: Readonly<Record<string, string>> = {
  'HV-CAR-01': 'Mundgeblasene Karaffe',
  'HV-POT-04': 'Teekanne aus Steinzeug',
  'HV-OIL-05': 'Olivenöl aus einem Hain',
  'HV-BRD-01': 'Brotbrett aus Eiche',
}

export function makeCatalogue({ seed, brand, currency, products }: CatalogueOf): ShopProduct[] {
  const random = new Random(seed)
  return products.map((product, place) => {
    const shelf = shelves[product.sku.split('-')[1] ?? '']
    const name = german[product.sku]
    const translations: ShopProduct['translations'] = name ? { de: { name, description: null } } : {}
    return {
      source: demoSource,
      external_id: idOf(product),
      name: product.name,
      description: abouts[product.sku] ?? null,
      translations,
      status: place === products.length - 4 ? 'archived' : 'active',
      brand,
      categories: shelf ? [shelf] : [],
      product_type: null,
      tags: product.liking > 8 ? ['bestseller'] : [],
      images: [],
      currency,
      external_updated_at: null,
      variants: variantsOf(product, currency, random),
    }
  })
}

/** The shop's own id of a product. */
export function idOf({ sku }: Pick<Product, 'sku'>): string {
  return sku.toLowerCase()
}

/** What nobody has reckoned up has no cost, and what nobody counts no stock, so that both are seen. */
function variantsOf(product: Product, currency: string, random: Random): ShopVariant[] {
  const amount = (cents: number) => toMinor(currency, priceIn(currency, cents))
  const names = product.variants.length ? product.variants : [null]
  return names.map((name, index) => {
    const share = random.between(34, 58)
    const pieces = random.between(0, 60)
    return {
      external_id: name === null ? idOf(product) : `${idOf(product)}-${index + 1}`,
      sku: name === null ? product.sku : `${product.sku}-${index + 1}`,
      name,
      options: [],
      price: amount(product.price),
      compare_at_price: product.price > 6_500 && product.price < 8_000 ? amount(product.price + 1_000) : null,
      cost: product.price < 800 ? null : amount((product.price * share) / 100),
      stock_quantity: product.sku.includes('GFT') ? null : pieces,
      barcode: null,
      countries: null,
      image_url: null,
    }
  })
}
