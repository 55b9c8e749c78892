import type { View } from '../../data/views.data'
import { aCustomer, list, one } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import { aUser } from '../../../testing/people'
import routes from '../customers/customers.routes'

const at = [
  { path: 'customers', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]

function aView(changes: Partial<View> = {}): View {
  return {
    id: 'view-1',
    list: 'customers',
    name: 'Big in Germany',
    filters: { country_code: 'DE' },
    sort: '-lifetime_value',
    columns: [],
    shared: false,
    position: 1,
    owner_id: aUser().id,
    owner_name: 'Maria Costa',
    is_default: false,
    missing_fields: [],
    version: 1,
    created_at: '2026-01-01T10:00:00.000Z',
    updated_at: '2026-01-01T10:00:00.000Z',
    ...changes,
  }
}

async function openList(url: string, views: View[], role: 'manager' | 'agent' = 'manager') {
  const page = await openPage(url, at, { role })
  await page.reply('/customers', list([aCustomer()]))
  await page.reply('/views', list(views))
  return page
}

it('puts what a view holds into the address', async () => {
  const page = await openList('/customers?status=vip', [aView()])
  await page.click('Big in Germany')
  expect(page.router.url).toBe('/customers?country_code=DE&sort=-lifetime_value&view=view-1')
})

it('opens the list with the reader’s default', async () => {
  const page = await openList('/customers', [aView({ is_default: true })])
  expect(page.router.url).toContain('view=view-1')
})

it('leaves an address alone that asks for something itself', async () => {
  const other = await openList('/customers?status=vip', [aView({ is_default: true })])
  expect(other.router.url).toBe('/customers?status=vip')
})

it('saves what the address says under a name', async () => {
  const page = await openList('/customers?status=vip&columns=custom_fields.size', [])
  await page.click('Save view')
  const name = document.querySelector<HTMLInputElement>('app-view-dialog input')
  if (!name) throw new Error('nothing asks for a name')
  name.value = 'VIPs'
  name.dispatchEvent(new Event('input'))
  document.querySelector<HTMLElement>('app-view-dialog [type=submit]')?.click()
  await page.settle()
  const request = await page.reply('/views', one(aView({ name: 'VIPs' })))
  expect(request.body).toEqual({
    list: 'customers',
    name: 'VIPs',
    shared: false,
    filters: { status: 'vip' },
    sort: null,
    columns: ['custom_fields.size'],
  })
  expect(page.text).toContain('VIPs')
})

it('opens what is left of a view whose fields are gone, and says so', async () => {
  const gone = { missing_fields: ['custom_fields.size'], filters: { status: 'vip', 'custom_fields.size[gte]': '4' } }
  const page = await openList('/customers', [aView({ ...gone, sort: '-custom_fields.size' })])
  await page.click('Big in Germany')
  expect(page.router.url).toBe('/customers?status=vip&view=view-1')
  expect(document.body.textContent).toContain('This view names fields that are gone: custom_fields.size')
})

it('lets nobody but managers change what is shared', async () => {
  const page = await openList('/customers?view=view-1&status=vip', [aView({ shared: true })], 'agent')
  expect(page.text).not.toContain('Update view')
  expect(page.text).toContain('Save view')
})
