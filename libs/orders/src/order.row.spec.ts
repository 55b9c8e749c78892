import type { PlaceOrder } from './order.commands'
import { countryOf, orderHash, problemsOf, storableJson, sumsOf } from './order.row'

const order = (changes: Partial<PlaceOrder> = {}): PlaceOrder => ({
  source: 'shop',
  external_id: '1',
  order_number: '#1',
  channel: null,
  placed_at: '2026-01-31T12:00:00Z',
  customer: null,
  status: 'processing',
  payment_status: 'paid',
  currency: 'EUR',
  items: [{ kind: 'sale', product_name: 'Cup', quantity: 3, unit_price: '0.005' }],
  ...changes,
})

describe('the sums of an order', () => {
  it('round each line once, and add what the order says of discount, tax and shipping', () => {
    const sums = sumsOf(order({ discount_amount: 1n, tax_amount: 10n, shipping_amount: 500n }))
    expect(sums).toMatchObject({ lines: [2n], subtotal: 2n, gross: 2n, total: 511n })
  })

  it('leave adjustments out of the gross amount', () => {
    const items: PlaceOrder['items'] = [
      { kind: 'sale', product_name: 'Cup', quantity: 2, unit_price: '10' },
      { kind: 'adjustment', product_name: 'Broken', quantity: -1, unit_price: '3' },
    ]
    expect(sumsOf(order({ items }))).toMatchObject({ subtotal: 1700n, gross: 2000n, total: 1700n })
  })

  it('believe the source where it names a total', () => {
    expect(sumsOf(order({ total_amount: 999n })).total).toBe(999n)
  })

  it('say which line or sum is too large', () => {
    const items: PlaceOrder['items'] = [
      { kind: 'sale', product_name: 'Moon', quantity: 2_147_483_647, unit_price: '999999999999999' },
    ]
    expect(Object.keys(problemsOf(order({ items })))).toEqual([
      'items.0.total_price',
      'subtotal_amount',
      'total_amount',
    ])
    expect(problemsOf(order())).toEqual({})
  })
})

describe('what is wrong with a command', () => {
  it.each([
    ['a currency that nobody knows', { currency: 'XTS' }, 'currency'],
    ['a number without an end', { order_number: '9'.repeat(101) }, 'order_number'],
    ['a time that is none', { placed_at: 'yesterday' }, 'placed_at'],
    [
      'a price in words',
      { items: [{ kind: 'sale', product_name: 'Cup', quantity: 1, unit_price: 'ten' }] },
      'items.0.unit_price',
    ],
    [
      'half a piece',
      { items: [{ kind: 'sale', product_name: 'Cup', quantity: 0.5, unit_price: '1' }] },
      'items.0.quantity',
    ],
    ['no piece', { items: [{ kind: 'sale', product_name: 'Cup', quantity: 0, unit_price: '1' }] }, 'items.0.quantity'],
  ] satisfies [string, Partial<PlaceOrder>, string][])('is said by field: %s', (_, changes, field) => {
    expect(Object.keys(problemsOf(order(changes)))).toEqual([field])
  })

  it('leaves out what PostgreSQL could not store', () => {
    expect(storableJson([{ name: 'a\0b\ud800c\ud83d\ude00' }])).toBe('[{"name":"abc\ud83d\ude00"}]')
    expect(storableJson([{ name: 'a\udfffb', path: 'C:\\\\u0000' }])).toBe('[{"name":"ab","path":"C:\\\\\\\\u0000"}]')
  })
})

describe('the country of an order', () => {
  it.each([
    ['shipping', { shipping_country: 'fr', billing_address: { country_code: 'DE' }, country_code: 'IT' }, 'FR'],
    ['the shipping address', { shipping_address: { country_code: 'ES' }, country_code: 'IT' }, 'ES'],
    ['billing', { billing_address: { country_code: 'DE' }, country_code: 'IT' }, 'DE'],
    ['what the source says', { country_code: 'IT' }, 'IT'],
    ['unknown when the source says so', { country_code: null }, null],
    ['asked of the customer when nobody says', {}, undefined],
    ['not what is no country', { shipping_address: { country_code: 'Atlantis' }, country_code: null }, null],
  ])('is %s', (_, changes, country) => {
    expect(countryOf(order(changes))).toBe(country)
  })
})

describe('the hash of an order', () => {
  it('is the same whatever the order of the keys', () => {
    const { source, ...rest } = order()
    expect(orderHash({ ...rest, source })).toBe(orderHash(order()))
  })

  it('sees every line and every amount', () => {
    const hashes = [
      order(),
      order({ tax_amount: 1n }),
      order({ status: 'shipped' }),
      order({ items: [{ kind: 'sale', product_name: 'Cup', quantity: 4, unit_price: '0.005' }] }),
    ].map(orderHash)
    expect(new Set(hashes).size).toBe(4)
  })

  it('does not see who bought, nor when the source last changed it', () => {
    expect(orderHash(order({ customer: { id: 'x' }, external_updated_at: '2026-02-01T00:00:00Z' }))).toBe(
      orderHash(order()),
    )
  })
})
