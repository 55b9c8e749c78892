// Recorded products of both platforms, and what only their APIs know, read into ours.
import { sharedFixtures } from '@portolan/testing'
import type { Meaning } from './connector'
import { custom } from './custom/custom'
import { product as shopifyProduct, productMeaning as shopifyMeaning } from './shopify/shopify.product'
import { readAs } from './signed-body'
import { product, productMeaning, variation } from './woocommerce/woocommerce.product'

type Body = Record<string, unknown>

const shop = { source: 'shopify:1', currency: 'USD' }
const bytes = (body: unknown) => Buffer.from(JSON.stringify(body))

function inShort(meaning: Meaning): string[] {
  if (meaning.kind !== 'product') return [meaning.kind]
  const { name, status, brand, categories, currency, images, variants } = meaning.product
  const head = [name, status, brand, categories.join('+'), currency, `${images.length} images`]
    .filter(Boolean)
    .join(', ')
  return [head, ...variants.map(variantInShort)]
}

type Variant = Extract<Meaning, { kind: 'variant' }>['variant']['variant']
function variantInShort({ sku, name, options, price, compare_at_price, cost, stock_quantity }: Variant): string {
  const chosen = options.map((option) => `${option.name}=${option.value}`).join(' ')
  return [sku, name, chosen, price, compare_at_price, cost, stock_quantity].map((part) => part ?? '–').join('|')
}

const shopifyFixtures = sharedFixtures('shopify')
const wooFixtures = sharedFixtures('woocommerce')
const maybe = shopifyFixtures && wooFixtures ? describe : describe.skip
const fixture = (from: typeof shopifyFixtures, name: string): Body => {
  const read = from?.get(name) as Body
  return (read.body ?? read.product ?? read) as Body
}

maybe('recorded products', () => {
  it.each([
    [
      'webhook_products__create.json',
      [
        'Example T-Shirt, active, Acme, USD, 0 images',
        'example-shirt-s|Small|Option 1=Small|1999|2499|–|75',
        'example-shirt-m|Medium|Option 1=Medium|1999|2499|–|50',
      ],
    ],
    [
      'rest_product__with_variants_and_images.json',
      expect.arrayContaining([
        'IPod Nano - 8GB, active, Apple, USD, 3 images',
        'IPOD2008PINK|Pink|Color=Pink|19900|–|–|10',
      ]) as string[],
    ],
  ])('of Shopify: %s', (name, expected) => {
    const read = readAs(shopifyProduct, bytes(fixture(shopifyFixtures, name)))
    expect(inShort(shopifyMeaning(read, shop))).toEqual(expected)
  })

  it.each([
    ['rest_product__simple.json', ['Premium Quality, active, Clothing+T-shirts, USD, 2 images', '–|–||2199|–|–|–']],
    ['rest_product__variable.json', ['Ship Your Idea, active, Clothing+T-shirts, USD, 4 images', '–|–||–|–|–|–']],
    ['webhook_product__created.json', ['Perpemint, active, Uncategorized, USD, 0 images', '–|–||15000|20000|–|–']],
  ])('of WooCommerce: %s', (name, expected) => {
    const read = readAs(product, bytes(fixture(wooFixtures, name)))
    expect(inShort(productMeaning(read, shop))).toEqual(expected)
  })

  it('of WooCommerce with their variations, where they were asked for', () => {
    const read = readAs(product, bytes({ ...fixture(wooFixtures, 'rest_product__variable.json'), variations: [732] }))
    const one = readAs(variation, bytes(fixture(wooFixtures, 'rest_product_variation.json')))
    expect(inShort(productMeaning(read, shop, [one]))[1]).toBe('–|Black|Color=Black|900|–|–|–')
    expect(productMeaning(read, shop)).toMatchObject({ product: { variants: [], other_variants: ['732'] } })
  })
})

it('takes from Shopify’s API what webhooks leave out, and leaves alone what they do', () => {
  const variant = { id: 5, title: 'Default Title', option1: 'Default Title', price: '19.99', inventory_quantity: 7 }
  const body = { id: 1, title: 'Pot', updated_at: '2026-11-02T09:00:00Z', variants: [variant] }
  expect(shopifyMeaning(readAs(shopifyProduct, bytes(body)), shop)).toMatchObject({
    product: { variants: [expect.not.objectContaining({ cost: expect.anything() as unknown })] },
  })
  const whole = {
    ...body,
    body_html: '<p>Holds&nbsp;a litre.</p><script>alert(1)</script><ul><li>grey</li><li>&lt;heavy&gt;</li></ul>',
    online_store_url: 'https://harbour.example.com/products/pot',
    translations: [
      { locale: 'de', key: 'title', value: 'Kanne' },
      { locale: 'de', key: 'body_html', value: '<b>Fasst</b> einen Liter' },
    ],
    variants: [
      { ...variant, tracked: false, unit_cost: { amount: '7.555', currency_code: 'USD' }, country_codes: ['de'] },
    ],
  }
  expect(shopifyMeaning(readAs(shopifyProduct, bytes(whole)), shop)).toMatchObject({
    product: {
      description: 'Holds a litre.\ngrey\n<heavy>',
      translations: { de: { name: 'Kanne', description: 'Fasst einen Liter' } },
      url: 'https://harbour.example.com/products/pot',
      variants: [{ name: null, options: [], price: 1999n, cost: 756n, stock_quantity: null, countries: ['de'] }],
    },
  })
  expect(shopifyMeaning(readAs(shopifyProduct, bytes(whole)), { ...shop, currency: null })).toMatchObject({
    product: { variants: [expect.not.objectContaining({ price: expect.anything() as unknown })] },
  })
})

it('reads WooCommerce’s cost of goods, its sale price and its trash', () => {
  const body = { id: 7, name: 'Tea', status: 'publish', type: 'simple', date_modified_gmt: '2026-11-02T09:00:00' }
  const read = (more: Body) => productMeaning(readAs(product, bytes({ ...body, ...more })), shop)
  const sale = {
    price: '8',
    regular_price: '10.005',
    sale_price: '8',
    manage_stock: true,
    stock_quantity: 2,
    low_stock_amount: 4,
  }
  expect(read({ ...sale, cost_of_goods_sold: { total_value: 3.5 } })).toMatchObject({
    product: {
      variants: [{ price: 800n, compare_at_price: 1001n, cost: 350n, stock_quantity: 2, low_stock_threshold: 4 }],
    },
  })
  expect(
    read({
      ...sale,
      meta_data: [
        { key: '_wc_cog_cost', value: '2.10' },
        { key: 'x', value: { a: [1] } },
      ],
    }),
  ).toMatchObject({
    product: { variants: [{ cost: 210n }] },
  })
  expect(read({ status: 'trash' })).toMatchObject({ kind: 'product_deleted', external_id: '7' })
  expect(read({ status: 'auto-draft' })).toMatchObject({ kind: 'ignored' })
})

it('takes a product of a shop of one’s own as it says it, and names the field that it cannot', () => {
  const meaning = (data: Body) =>
    custom.meaningOf({
      topic: 'product.created',
      headers: {},
      body: bytes({ type: 'product.created', data }),
      source: 'custom:1',
      currency: null,
      received_at: '2026-11-02T09:00:00Z',
    })
  const data = {
    external_id: 'pot',
    name: 'Pot',
    currency: 'jpy',
    variants: [{ external_id: 'pot-1', price: 5800, stock_quantity: 0, countries: ['JP'] }],
  }
  expect(meaning(data)).toMatchObject({
    product: { status: 'active', currency: 'JPY', variants: [{ price: 5800n, cost: null, stock_quantity: 0 }] },
  })
  expect(() => meaning({ ...data, variants: [{ external_id: 'pot-1', price: 'dear' }] })).toThrow(
    'data.variants.0.price: is no decimal number',
  )
})
