// The catalogue on real PostgreSQL as the restricted role.
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { CatalogModule } from './catalog.module'
import { CatalogSync } from './catalog-sync'
import type { ShopProduct, ShopVariant } from './product.commands'
import type { ProductDto } from './product.dto'
import { ProductsService } from './products.service'

let world: World
let shops = 0

beforeAll(async () => {
  world = await testWorld({ modules: [CatalogModule] })
})
afterAll(() => world.close())

const aShop = (): Promise<TestTenant> => world.tenant(`shop-${++shops}`)

const aVariant = (more: Partial<ShopVariant> = {}): ShopVariant => ({
  ...{ external_id: 'v1', sku: 'POT', name: null, options: [], price: 5800n, compare_at_price: null },
  ...{ stock_quantity: 12, barcode: null, image_url: null },
  ...more,
})
const aProduct = (more: Partial<ShopProduct> = {}): ShopProduct => ({
  ...{ source: 'custom:1', external_id: 'pot', name: 'Teapot', description: null, status: 'active', brand: 'Harbour' },
  ...{ categories: ['Tea', 'Gifts'], product_type: null, tags: [], images: [], currency: 'EUR' },
  ...{ external_updated_at: '2026-11-02T09:00:00Z', variants: [aVariant()] },
  ...more,
})
const bring = async (shop: TestTenant, ...products: Partial<ShopProduct>[]) =>
  (await world.as(shop, 'system', () => world.get(CatalogSync).bringMany(products.map(aProduct)))).map(
    ({ outcome }) => outcome,
  )
const list = async (shop: TestTenant, query: Record<string, string> = {}, who: Persona = 'agent') => {
  const page = await world.as(shop, who, () => world.get(ProductsService).list(query))
  return { rows: JSON.parse(page.text) as ProductDto[], total: page.pagination.total }
}
const names = async (shop: TestTenant, query: Record<string, string>) =>
  (await list(shop, query)).rows.map(({ name }) => name)
const read = async (shop: TestTenant, name = 'pot'): Promise<ProductDto> => {
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from products where tenant_id = $1 and external_id = $2',
    [shop.id, name],
  )
  const json = await world.as(shop, 'agent', () => world.get(ProductsService).one(rows[0]?.id ?? ''))
  return JSON.parse(json.text) as ProductDto
}
const told = async (shop: TestTenant) =>
  (
    await world.owner.query<{ name: string; count: number }>(
      `select name, jsonb_array_length(payload -> 'ids') as count from outbox_events where tenant_id = $1 order by id`,
      [shop.id],
    )
  ).rows.map(({ name, count }) => `${name} ${count}`)

describe('what a shop brings', () => {
  it('is written once, whatever how often it comes, and an older state changes nothing', async () => {
    const shop = await aShop()
    const cups = Array.from({ length: 120 }, (_, index) => ({ external_id: `cup-${index}`, name: `Cup ${index}` }))
    expect(new Set(await bring(shop, {}, ...cups))).toEqual(new Set(['created']))
    expect(await bring(shop, {}, { external_updated_at: '2026-11-03T09:00:00Z' })).toEqual(['unchanged', 'unchanged'])
    expect(await bring(shop, { name: 'Old', external_updated_at: '2026-11-02T12:00:00Z' })).toEqual(['unchanged'])
    expect(await bring(shop, { name: 'New', external_updated_at: '2026-11-03T09:00:00Z' }, cups[1] ?? {})).toEqual([
      'updated',
      'unchanged',
    ])
    expect((await read(shop)).name).toBe('New')
    expect(await told(shop)).toEqual(['product.created 121', 'product.updated 1'])
    expect((await list(shop)).total).toBe(121)
  })

  it('keeps what was not told, and loses variants that are there no more', async () => {
    const shop = await aShop()
    const translations = { de: { name: 'Teekanne', description: null }, 'not a tag': { name: 'x', description: null } }
    const second = aVariant({ external_id: 'v2', name: 'Large', sku: 'POT-L', price: 6400n, stock_quantity: null })
    const known = aVariant({ cost: 2150n, countries: ['fr', 'DE', 'xx'], low_stock_threshold: 20 })
    await bring(shop, { translations, url: 'https://shop.example.com/pot', variants: [known, second] })
    const before = await read(shop)
    expect(before).toMatchObject({
      translations: { de: { name: 'Teekanne' } },
      ...{ sku: null, lowest_price: '58.00', highest_price: '64.00', currency: 'EUR', category: 'Tea' },
      ...{ stock_quantity: 12, is_low_stock: true, variants_total: 2 },
      variants: [
        { sku: 'POT', cost: '21.50', countries: ['DE', 'FR'], low_stock_threshold: 20, is_low_stock: true },
        { sku: 'POT-L', cost: null, stock_quantity: null, low_stock_threshold: 5, is_low_stock: false },
      ],
    })
    expect(Object.keys(before.translations)).toEqual(['de'])
    // A webhook that names the second one alone.
    await bring(shop, { variants: [{ ...second, price: 6500n }], other_variants: ['v1', 'v3'] })
    expect(await read(shop)).toMatchObject({
      url: 'https://shop.example.com/pot',
      variants: [
        { sku: 'POT-L', price: '65.00' },
        { id: before.variants?.[0]?.id, sku: 'POT', cost: '21.50' },
      ],
    })
    await bring(shop, { variants: [aVariant()] })
    expect(await read(shop)).toMatchObject({ sku: 'POT', variants: [{ id: before.variants?.[0]?.id, cost: '21.50' }] })
    // In another currency, what it cost is known no more.
    await bring(shop, { currency: 'JPY', variants: [aVariant({ price: 9000n })] })
    expect((await read(shop)).variants).toMatchObject([{ currency: 'JPY', price: '9000', cost: null }])
  })

  it('may be one variant, of a product that stands', async () => {
    const shop = await aShop()
    const one = (external_id: string, variant: ShopVariant) =>
      world.as(shop, 'system', () =>
        world.get(CatalogSync).bringVariant({ source: 'custom:1', product_external_id: external_id, variant }),
      )
    expect(await one('pot', aVariant())).toBeNull()
    await bring(shop, {})
    expect(await one('pot', aVariant({ stock_quantity: 2 }))).toMatchObject({ outcome: 'updated' })
    expect(await one('pot', aVariant({ stock_quantity: 2 }))).toMatchObject({ outcome: 'unchanged' })
    await one('pot', aVariant({ external_id: 'v2', sku: 'POT-XL', stock_quantity: 9 }))
    expect(await read(shop)).toMatchObject({ stock_quantity: 11, variants: [{ price: '58.00' }, { sku: 'POT-XL' }] })
    expect(await names(shop, { q: 'pot-xl' })).toEqual(['Teapot'])
  })

  it('is gone from the list when the shop deletes it, stays readable, and can come back', async () => {
    const shop = await aShop()
    await bring(shop, {}, { external_id: 'cup', name: 'Cup' })
    const gone = (at: string) => world.as(shop, 'system', () => world.get(CatalogSync).remove('custom:1', 'pot', at))
    expect(await gone('2026-11-02T08:00:00Z')).toMatchObject({ outcome: 'unchanged' })
    expect(await gone('2026-11-02T10:00:00Z')).toMatchObject({ outcome: 'updated' })
    expect(await gone('2026-11-02T10:00:00Z')).toMatchObject({ outcome: 'unchanged' })
    expect(await world.as(shop, 'system', () => world.get(CatalogSync).remove('custom:1', 'none', 'x'))).toBeNull()
    expect(await list(shop)).toMatchObject({ rows: [{ name: 'Cup' }], total: 1 })
    expect(await read(shop)).toMatchObject({ deleted_at: '2026-11-02T10:00:00.000Z' })
    expect(await names(shop, { deleted: 'true' })).toEqual(['Teapot'])
    expect(await bring(shop, { external_updated_at: '2026-11-02T11:00:00Z' })).toEqual(['updated'])
    expect((await list(shop)).total).toBe(2)
    expect(await told(shop)).toEqual(['product.created 2', 'product.deleted 1', 'product.updated 1'])
  })

  it('holds nothing that a browser must not open and nothing that PostgreSQL cannot keep', async () => {
    const shop = await aShop()
    await bring(shop, {
      name: ` T\0ea\ud800${'x'.repeat(600)}`,
      url: 'javascript:alert(1)',
      images: [
        { url: 'data:image/png;base64,x', alt: null },
        { url: 'https://cdn.example.com/pot.jpg', alt: 'A pot' },
      ],
      variants: [aVariant({ price: -5n, image_url: 'nowhere' })],
    })
    const found = await read(shop)
    expect(found.name).toHaveLength(500)
    expect(found).toMatchObject({
      ...{ url: null, image_url: 'https://cdn.example.com/pot.jpg' },
      variants: [{ price: null, image_url: null }],
    })
  })
})

describe('the list', () => {
  it('finds by name, SKU, brand, category, stock and words in any language', async () => {
    const shop = await aShop()
    await bring(
      shop,
      { translations: { zh: { name: '小茶壶', description: null }, fr: { name: 'Théière', description: null } } },
      {
        external_id: 'cup',
        name: 'Cup',
        brand: null,
        categories: [],
        variants: [aVariant({ sku: 'CUP', stock_quantity: 3 })],
      },
      {
        external_id: 'old',
        name: 'Zinc tray',
        status: 'archived',
        variants: [aVariant({ sku: 'TR', stock_quantity: null })],
      },
    )
    expect(await names(shop, {})).toEqual(['Cup', 'Teapot', 'Zinc tray'])
    expect(await names(shop, { low_stock: 'true' })).toEqual(['Cup'])
    expect(await names(shop, { low_stock: 'false' })).toEqual(['Teapot', 'Zinc tray'])
    await world.owner.query('update tenants set low_stock_threshold = 20 where id = $1', [shop.id])
    expect(await names(shop, { low_stock: 'true' })).toEqual(['Cup', 'Teapot'])
    expect(await names(shop, { sku: 'CUP,TR' })).toEqual(['Cup', 'Zinc tray'])
    expect(await names(shop, { brand: 'none' })).toEqual(['Cup'])
    expect(await names(shop, { category: 'Gifts,Nothing', status: 'active' })).toEqual(['Teapot'])
    expect(await names(shop, { category: 'none' })).toEqual(['Cup'])
    expect(await names(shop, { q: '茶壶' })).toEqual(['Teapot'])
    expect(await names(shop, { q: 'theiere harb' })).toEqual(['Teapot'])
    expect(await names(shop, { sort: '-stock_quantity' })).toEqual(['Teapot', 'Cup', 'Zinc tray'])
    await expect(list(shop, { low_stock: 'perhaps' })).rejects.toMatchObject({ kind: 'invalid' })
    const other = await aShop()
    expect(await list(other, { q: 'teapot' })).toEqual({ rows: [], total: 0 })
  })

  it('is read by agents and changed by nobody but the shop', async () => {
    const shop = await aShop()
    await bring(shop, {})
    const agent = world.as(shop, 'agent', () => world.get(CatalogSync).bring(aProduct({ name: 'Mine' })))
    await expect(agent).rejects.toThrow('row-level security')
    expect((await read(shop)).name).toBe('Teapot')
  })
})
