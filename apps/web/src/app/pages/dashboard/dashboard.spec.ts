import { aTopCustomer, anOrder, figures, list, refusal, report } from '../../../testing/answers'
import { openPage } from '../../../testing/console'

jest.mock('ngx-echarts', () => jest.requireActual<object>('../../../testing/no-pictures'))

const at = [
  {
    path: '',
    pathMatch: 'full' as const,
    loadComponent: () => import('./dashboard').then((file) => file.DashboardPage),
  },
  { path: '**', children: [] },
]
const key = (gross: string, orders: number) => ({
  ...figures(gross, orders),
  new_customers: 1,
  average_order_value: '9.00',
})

async function openDashboard(orders = 110) {
  const page = await openPage('/', at)
  const asked = await page.reply(
    '/analytics/dashboard',
    report({ current: key('1100.00', orders), previous: key('1000.00', 100), by_currency: [] }),
  )
  await page.reply('/analytics/revenue', report([{ period: '2026-01', from: '2026-01-01', ...figures('9.00', 1) }]))
  const country = (code: string | null, gross: string) => ({
    country_code: code,
    country_name: code,
    ...figures(gross, 1),
  })
  await page.reply('/analytics/revenue/country', report([country('DE', '80.00'), country(null, '20.00')]))
  await page.reply('/analytics/customers/top', report([aTopCustomer()]))
  await page.reply('/orders', list([anOrder()]))
  const moment = { id: 'e', occurred_at: '2026-03-30T10:00:00.000Z', actor: null, actor_name: null, data: {} }
  const placed = {
    type: 'order.created',
    customer_id: 'c',
    customer_name: 'Ada Lovelace',
    order_id: 'o',
    order_number: 'P-77',
  }
  await page.reply('/timeline', list([{ ...moment, ...placed }]))
  return { page, asked }
}

describe('the dashboard', () => {
  it('shows the last twelve months on the previous period', async () => {
    const { page, asked } = await openDashboard()
    expect(asked.params.get('compare')).toBe('previous_period')
    expect(asked.params.get('from')).toMatch(/^\d{4}-\d\d-01$/)
    for (const text of ['€1,100.00', '10% on the previous period', 'P-1041', 'Ada Lovelace', '€4,210.00']) {
      expect(page.text).toContain(text)
    }
  })

  it('leads from every figure to the rows behind it', async () => {
    const { page } = await openDashboard()
    const links = [...page.element.querySelectorAll('ui-key-figure a')].map((link) => link.getAttribute('href'))
    const orders = '/orders?placed_at%5Bgte%5D=2026-01-01&placed_at%5Blte%5D=2026-03-31'
    expect(links).toEqual([
      orders,
      orders,
      orders,
      orders,
      '/analytics/top-customers?from=2026-01-01&to=2026-03-31',
      '/customers?first_order_date%5Bgte%5D=2026-01-01&first_order_date%5Blte%5D=2026-03-31',
    ])
    expect(page.element.querySelector('app-recent-activity a')?.getAttribute('href')).toBe('/orders/o')
    expect(page.element.querySelector('app-recent-activity')?.textContent).toContain('P-77')
  })

  it('compares with the year before, and keeps that in its address', async () => {
    const { page } = await openDashboard()
    const [, compare] = page.element.querySelectorAll('select')
    if (!compare) throw new Error('nothing chooses what to compare with')
    compare.value = 'previous_year'
    compare.dispatchEvent(new Event('change'))
    await page.settle()
    expect(page.router.url).toBe('/?compare=previous_year')
    const answer = report({ current: key('1100.00', 110), previous: key('1000.00', 100), by_currency: [] })
    const asked = await page.reply('/analytics/dashboard', answer)
    expect(asked.params.get('compare')).toBe('previous_year')
    expect(page.text).toContain('10% on the year before')
  })

  it('leads from a country to its orders, with a bar as long as its share of the largest', async () => {
    const { page } = await openDashboard()
    const [germany, unknown] = page.element.querySelectorAll('app-country-bars li')
    expect(germany?.querySelector('a')?.getAttribute('href')).toBe(
      '/orders?country_code=DE&placed_at%5Bgte%5D=2026-01-01&placed_at%5Blte%5D=2026-03-31',
    )
    expect(unknown?.querySelector<HTMLElement>('.bar')?.style.inlineSize).toBe('25%')
  })

  it('offers all time when the last twelve months are empty', async () => {
    const { page } = await openDashboard(0)
    expect(page.text).toContain('No orders in this period.')
    await page.click('Show all time')
    expect(page.router.url).toBe('/?period=all')
    const request = await page.reply('/analytics/dashboard', report({ current: key('5.00', 1), previous: null }))
    expect(request.params.has('from')).toBe(false)
  })

  it('welcomes a new workspace', async () => {
    const page = await openPage('/', at)
    await page.reply('/orders', list([]))
    expect(page.text).toContain('Welcome aboard')
  })

  it('keeps its other parts when one of them fails', async () => {
    const page = await openPage('/', at)
    await page.reply('/analytics/customers/top', refusal('internal', 'That went wrong'), 500)
    await page.reply('/orders', list([anOrder()]))
    expect(page.text).toContain('That went wrong')
    expect(page.text).toContain('P-1041')
  })
})
