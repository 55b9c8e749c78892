import { aProduct, anOrder, list, one, refusal, report } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import type { ProductRow } from '../../data/analytics.data'
import type { Variant } from '../../data/products.data'
import routes from './products.routes'

const at = [
  { path: 'products', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const pot = aProduct()
const shop = { platform: 'shopify', id: '019a9f1e-7c1b-7e54-9d0f-300000000010', shop_name: 'Harbour' }

const sold = (changes: Partial<ProductRow> = {}) =>
  report<Partial<ProductRow>[]>([
    {
      ...{ product_id: pot.id, name: pot.name, units: 12, refunded_units: 1, gross_revenue: '696.00' },
      ...{ refunded_amount: '58.00', net_revenue: '638.00', orders: 9, customers: 8, units_with_cost: 10 },
      ...{ cost: '215.00', margin: '365.00', margin_percent: 62.9 },
      ...changes,
    },
  ])

const aVariant = (changes: Partial<Variant> = {}): Variant => ({
  ...{ id: 'v', external_id: '1', sku: 'POT-S', name: 'Sand / 1 l', currency: 'EUR', price: '58.00' },
  options: [
    { name: 'Colour', value: 'Sand' },
    { name: 'Size', value: '1 l' },
  ],
  ...{ compare_at_price: '64.00', cost: '21.50', stock_quantity: 3, low_stock_threshold: 5, is_low_stock: true },
  ...{ barcode: null, countries: ['DE', 'FR'], image_url: null },
  ...changes,
})

describe('the list of products', () => {
  it('shows stock, price, and what was sold in a year, and narrows by shop and low stock', async () => {
    const page = await openPage('/products', at)
    const first = await page.reply(
      '/products',
      list([pot, aProduct({ id: 'b', name: 'Cup', stock_quantity: null, is_low_stock: false })]),
    )
    expect(first.params.get('sort')).toBe('name')
    const asked = await page.reply('/analytics/products', sold())
    expect(asked.params.get('product_id')).toBe(`${pot.id},b`)
    await page.reply('/integrations', list([shop]))
    const [row, other] = [...page.element.querySelectorAll('tbody tr')].map((one) => one.textContent)
    for (const text of ['Stoneware teapot', 'POT-04', '3', 'Low stock', '€58.00', '€64.00', '12', '€638.00']) {
      expect(row).toContain(text)
    }
    expect(other).toContain('Not counted')
    expect(other).toContain('€0.00')
    expect(page.text).toContain('from Jan 1, 2026 to Mar 31, 2026')
    expect(page.element.querySelector('a.open')?.getAttribute('href')).toBe(`/products/${pot.id}`)
    await page.click('Low stock')
    expect((await page.reply('/products', list([]))).params.get('low_stock')).toBe('true')
    expect(page.text).toContain('No product matches')
    await page.click('Clear filters')
    expect((await page.reply('/products', list([pot]))).params.has('low_stock')).toBe(false)
  })

  it('says where products come from before there are any, and asks an agent’s shops of nobody', async () => {
    const page = await openPage('/products', at, { role: 'agent' })
    await page.reply('/products', list([]))
    expect(page.text).toContain('No products yet')
    expect(page.text).not.toContain('Go to the shops')
    expect(page.http.match(({ url }) => url.endsWith('/integrations'))).toEqual([])
  })
})

describe('the page of a product', () => {
  async function openPot(changes: Parameters<typeof aProduct>[0] = {}, figures = sold()) {
    const page = await openPage(`/products/${pot.id}`, at)
    await page.reply(`/products/${pot.id}`, one(aProduct({ variants: [aVariant()], ...changes })))
    await page.reply('/analytics/products', figures)
    await page.reply('/integrations', list([shop]))
    return page
  }

  it('shows variants, figures with their margin, orders, and every word that the shop has for it', async () => {
    const page = await openPot()
    const orders = await page.reply('/orders', list([anOrder()]))
    expect(orders.params.get('catalog_product_id')).toBe(pot.id)
    for (const text of ['Sand / 1 l', 'Colour: Sand · Size: 1 l', '€21.50', 'Sold to: Germany, France', 'Low stock']) {
      expect(page.text).toContain(text)
    }
    expect(page.element.querySelector('s')?.textContent).toContain('€64.00')
    for (const text of ['€696.00', '€638.00', 'Refunded: €58.00', '€365.00', '62.9% · Cost known for 10 of 12']) {
      expect(page.text).toContain(text)
    }
    for (const text of ['Harbour', 'German', 'Teekanne', 'Holds a litre.', 'P-1041', '632910392']) {
      expect(page.text).toContain(text)
    }
    const links = [...page.element.querySelectorAll('a')].map((link) => link.getAttribute('href'))
    expect(links).toEqual(
      expect.arrayContaining([pot.url, '/products?brand=Harbour%20Ceramics', `/orders?catalog_product_id=${pot.id}`]),
    )
    const select = page.element.querySelector('select') as HTMLSelectElement
    select.value = 'all'
    select.dispatchEvent(new Event('change'))
    const all = await page.reply('/analytics/products', report([]))
    expect([all.params.has('from'), all.params.get('product_id')]).toEqual([false, pot.id])
    expect(page.text).toContain('€0.00')
  })

  it('says that its shop has deleted it, that no cost is known, and that nobody bought it', async () => {
    const page = await openPot(
      {
        deleted_at: '2026-11-03T10:00:00.000Z',
        url: null,
        variants: [aVariant({ cost: null, name: null, options: [] })],
      },
      sold({ units_with_cost: 0, cost: null, margin: null, margin_percent: null }),
    )
    await page.reply('/orders', list([]))
    for (const text of [
      'The shop deleted this product on Nov 3, 2026',
      'does not tell its cost',
      'Single variant',
      'Unknown',
      'Nobody has bought it yet',
    ]) {
      expect(page.text).toContain(text)
    }
    expect(page.text).not.toContain('See in the shop')
  })

  it('draws what a picture cannot show', async () => {
    const page = await openPot({ images: [{ url: 'https://cdn.example.com/pot.jpg', alt: 'A grey pot' }] })
    const picture = page.element.querySelector('img')
    expect([picture?.alt, picture?.getAttribute('referrerpolicy')]).toEqual(['A grey pot', 'no-referrer'])
    picture?.dispatchEvent(new Event('error'))
    await page.settle()
    expect(page.element.querySelector('img')).toBeNull()
  })

  it('says that there is none', async () => {
    const page = await openPage('/products/gone', at)
    await page.reply('/products/gone', refusal('product.missing', 'There is no such product'), 404)
    expect(page.text).toContain('There is no such product')
  })
})
