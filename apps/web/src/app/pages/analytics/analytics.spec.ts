import { MatTableHarness } from '@angular/material/table/testing'
import { aTopCustomer, figures, refusal, report } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import routes from './analytics.routes'

jest.mock('ngx-echarts', () => jest.requireActual<object>('../../../testing/no-pictures'))

const at = [
  { path: 'analytics', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const january = { period: '2026-01', from: '2026-01-01', to: '2026-01-31', ...figures('100.50', 7) }

describe('revenue by month', () => {
  it('asks with the period, currency and buyers of its address', async () => {
    const page = await openPage('/analytics/revenue?from=2026-01-01&to=2026-03-31&currency=GBP&buyers=known', at)
    const request = await page.reply('/analytics/revenue', report([january], { currency: 'GBP' }))
    const asked = Object.fromEntries(request.params.keys().map((key) => [key, request.params.get(key)]))
    expect(asked).toEqual({ from: '2026-01-01', to: '2026-03-31', currency: 'GBP', buyers: 'known', interval: 'month' })
    const [row] = await (await page.loader.getHarness(MatTableHarness)).getCellTextByIndex()
    expect(row).toEqual(['Jan 2026', '£100.50', '£10.00', '£100.50', '7', '7'])
  })

  it('covers everything when no days are given', async () => {
    const page = await openPage('/analytics', at)
    const request = await page.reply('/analytics/revenue', report([january]))
    expect([request.params.has('from'), request.params.has('to')]).toEqual([false, false])
  })

  it('says how it was made and what is missing from it', async () => {
    const page = await openPage('/analytics/revenue', at)
    await page.reply('/analytics/revenue', report([january], { orders_without_rate: 3, scope: 'assigned' }))
    expect(page.text).toContain('In Euro, days of Europe/Berlin.')
    expect(page.text).toContain('Customers assigned to you only.')
    expect(page.text).toContain('Complete to Apr 1, 2026')
    expect(page.text).toContain('3 orders have no exchange rate yet')
  })

  it('shows the chart as a table', async () => {
    const page = await openPage('/analytics/revenue', at)
    await page.reply('/analytics/revenue', report([january]))
    await page.click('Show as table')
    const [table] = await page.loader.getAllHarnesses(MatTableHarness)
    expect(await table?.getCellTextByIndex()).toEqual([['Jan 2026', '€100.50', '€100.50']])
  })

  it('changes period and currency through its address', async () => {
    const page = await openPage('/analytics/revenue', at)
    await page.reply('/analytics/revenue', report([january]))
    const year = new Date().getFullYear()
    await page.click('Last year')
    expect(page.router.url).toBe(`/analytics/revenue?from=${year - 1}-01-01&to=${year - 1}-12-31`)
    const currency = page.element.querySelector('select')
    if (currency) currency.value = 'USD'
    currency?.dispatchEvent(new Event('change'))
    await page.settle()
    expect(page.router.url).toContain('currency=USD')
    await page.click('All time')
    expect(page.router.url).toBe('/analytics/revenue?currency=USD')
  })

  it('says when there is nothing, and when it failed', async () => {
    const page = await openPage('/analytics/revenue', at)
    await page.reply('/analytics/revenue', report([]))
    expect(page.text).toContain('No figures in this period')
    await page.click('This year')
    await page.reply('/analytics/revenue', refusal('internal', 'That went wrong'), 500)
    expect(page.text).toContain('That went wrong')
  })
})

describe('revenue by country', () => {
  it('has a row for unknown countries too', async () => {
    const page = await openPage('/analytics/countries', at)
    const row = (code: string | null, gross: string) => ({
      country_code: code,
      country_name: code,
      ...figures(gross, 1),
    })
    await page.reply('/analytics/revenue/country', report([row('DE', '5.00'), row(null, '2.00')]))
    const rows = await (await page.loader.getHarness(MatTableHarness)).getCellTextByIndex()
    expect(rows.map(([country, gross]) => [country, gross])).toEqual([
      ['DEGermany', '€5.00'],
      ['Unknown country', '€2.00'],
    ])
  })
})

describe('customer growth', () => {
  it('draws the largest countries and all others together', async () => {
    const page = await openPage('/analytics/growth', at)
    const rows = ['DE', 'GB', 'FR', 'ES', 'IT', null].map((code, index) => ({
      ...january,
      country_code: code,
      country_name: code,
      new_customers: 6 - index,
      cumulative_customers: 60 - index,
    }))
    await page.reply('/analytics/customers/growth', report(rows))
    const [show] = [...page.element.querySelectorAll('ui-chart button')]
    ;(show as HTMLElement).click()
    await page.settle()
    const [table] = await page.loader.getAllHarnesses(MatTableHarness)
    expect(await table?.getCellTextByIndex()).toEqual([['Jan 2026', '6', '5', '4', '3', '3']])
    expect(page.text).toContain('All others')
  })
})

describe('top customers', () => {
  it('orders by value or by orders, as the address says', async () => {
    const page = await openPage('/analytics/top-customers', at)
    const first = await page.reply(
      '/analytics/customers/top',
      report([aTopCustomer(), aTopCustomer({ id: 'b', name: null })]),
    )
    expect(first.params.get('by')).toBe('lifetime_value')
    expect(page.text).toContain('€4,210.00')
    expect(page.text).toContain('ada@example.com')
    await page.click('By orders')
    expect(page.router.url).toBe('/analytics/top-customers?by=orders')
    const second = await page.reply('/analytics/customers/top', report([]))
    expect(second.params.get('by')).toBe('orders')
  })
})
