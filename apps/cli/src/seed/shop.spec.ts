import { isCountryCode, isCurrency, lineTotal, parseDecimal } from '@portolan/contracts'
import { kitchenware } from './products'
import { demoRates } from './rates'
import { makeShop, type ShopPlan } from './shop'

const plan: ShopPlan = { seed: 7, customers: 2000, orders: 6000, days: 730, prefix: 'HV', products: kitchenware }
const now = new Date('2026-03-14T15:00:00Z')
const shop = makeShop(plan, now)
const countriesOf = (orders: typeof shop.orders) =>
  new Set(orders.map((order) => order.shipping_address?.country_code).filter(Boolean))

describe('the demo shop', () => {
  it('has two thousand customers and six thousand orders of twelve countries in nine currencies', () => {
    expect(shop.people).toHaveLength(2000)
    expect(shop.orders).toHaveLength(6000)
    expect(countriesOf(shop.orders).size).toBe(12)
    expect(new Set(shop.orders.map(({ currency }) => currency)).size).toBe(9)
    expect(shop.orders.filter(({ currency }) => currency === 'KWD')).toHaveLength(1)
  })

  it('is the same every time', () => {
    const text = (history: typeof shop) =>
      JSON.stringify(history, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    expect(text(makeShop(plan, now))).toBe(text(shop))
  })

  it('goes over two years up to now, without gaps and without a future', () => {
    const days = new Set(shop.orders.map(({ placed_at }) => placed_at.slice(0, 10)))
    expect(days.size).toBeGreaterThan(700)
    expect(shop.orders.every(({ placed_at }) => placed_at <= now.toISOString())).toBe(true)
    expect(shop.orders.at(-1)?.placed_at.slice(0, 10)).toBe('2026-03-14')
    expect(shop.refunds.every(({ refund }) => refund.refunded_at <= now.toISOString())).toBe(true)
  })

  it('has guests, refunds, every status but no order without sense', () => {
    const guests = shop.orders.filter(({ customer }) => customer === null).length
    expect(guests).toBeGreaterThan(300)
    expect(shop.refunds.length).toBeGreaterThan(100)
    expect(new Set(shop.orders.map(({ status }) => status)).size).toBe(6)
    expect(shop.orders.filter(({ items }) => items.some(({ kind }) => kind === 'adjustment'))).toHaveLength(1)
    for (const order of shop.orders) {
      const lines = order.items.reduce(
        (sum, item) => sum + lineTotal(parseDecimal(item.unit_price), item.quantity, order.currency),
        0n,
      )
      expect(lines - (order.discount_amount ?? 0n) > 0n && isCurrency(order.currency)).toBe(true)
    }
  })

  it('refunds no more than was paid, of orders that were delivered', () => {
    for (const { order: place, refund } of shop.refunds) {
      const order = shop.orders[place]
      if (!order) throw new Error('there is one')
      const lines = order.items.reduce(
        (sum, item) => sum + lineTotal(parseDecimal(item.unit_price), item.quantity, order.currency),
        0n,
      )
      expect(
        refund.amount > 0n && refund.amount <= lines + (order.shipping_amount ?? 0n) - (order.discount_amount ?? 0n),
      ).toBe(true)
      expect(refund.currency).toBe(order.currency)
      expect(['delivered', 'refunded']).toContain(order.status)
    }
  })

  it('knows people by names of many scripts, each e-mail address once', () => {
    const emails = shop.people.flatMap(({ profile }) => (profile.email ? [profile.email] : []))
    expect(new Set(emails).size).toBe(emails.length)
    expect(emails.every((email) => /^[a-z]+\.[a-z]+\.\d+@example\.com$/.test(email))).toBe(true)
    const names = shop.people.map(({ profile }) => `${profile.first_name ?? ''} ${profile.last_name ?? ''}`).join('\n')
    for (const script of ['Arabic', 'Han', 'Hiragana', 'Latin'])
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'))
    expect(shop.people.every(({ country }) => isCountryCode(country.code))).toBe(true)
  })
})

it('has a demo rate within ten days of every day', () => {
  const rates = demoRates(new Date('2024-03-10T00:00:00Z'), now)
  const days = [...new Set(rates.map(({ day }) => day))].sort()
  expect(days[0] !== undefined && days[0] <= '2024-03-10').toBe(true)
  expect(Date.parse(now.toISOString()) - Date.parse(days.at(-1) ?? '')).toBeLessThan(7 * 86_400_000)
  expect(rates.every(({ rate }) => Number(rate) > 0.5)).toBe(true)
})
