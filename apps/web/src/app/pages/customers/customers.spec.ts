import { MatCheckboxHarness } from '@angular/material/checkbox/testing'
import { MatFormFieldHarness } from '@angular/material/form-field/testing'
import { MatTableHarness } from '@angular/material/table/testing'
import { MatInputHarness } from '@angular/material/input/testing'
import { filter, NEVER, Subject } from 'rxjs'
import { aCustomer, anOrder, list, one, refusal, requestId } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import { type Happened, Realtime } from '../../data/realtime'
import routes from './customers.routes'

const at = [
  { path: 'customers', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const ada = aCustomer()

describe('the list of customers', () => {
  it('asks for what its address says and shows a row for each customer', async () => {
    const page = await openPage('/customers?status=vip&country_code=GB,DE&page=2', at)
    const request = await page.reply(
      '/customers',
      list([ada, aCustomer({ id: 'b', first_name: '小明' })], { total: 60 }),
    )
    expect(Object.fromEntries(request.params.keys().map((key) => [key, request.params.get(key)]))).toEqual({
      include: 'identities',
      status: 'vip',
      country_code: 'GB,DE',
      sort: '-created_at',
      page: '2',
      per_page: '25',
    })
    const table = await page.loader.getHarness(MatTableHarness)
    const [row] = await table.getCellTextByIndex()
    expect(row?.slice(2, 6)).toEqual(['GBUnited Kingdom', 'VIP', '12', '€1,289.50'])
    expect(page.text).toContain('60 customers')
    expect(page.element.querySelector('a.open')?.getAttribute('href')).toBe(`/customers/${ada.id}`)
  })

  it('calls people without a name by what their shop knows them by', async () => {
    const page = await openPage('/customers', at)
    const nobody = { first_name: null, last_name: null, email: null }
    const identities = [{ id: 'i', source: 'online-retail', external_id: '17850', created_at: ada.created_at }]
    await page.reply('/customers', list([aCustomer({ ...nobody, identities }), aCustomer({ ...nobody, id: 'b' })]))
    expect(page.text).toContain('online-retail 17850')
    expect(page.text).toContain('No name')
  })

  it('shows the columns that its reader chooses, and remembers them outside of views', async () => {
    const page = await openPage('/customers', at)
    await page.reply('/customers', list([ada]))
    await page.click('Columns')
    const boxes = await page.loader.getAllHarnesses(MatCheckboxHarness.with({ selector: '.panel *' }))
    for (const box of boxes) if (['Country', 'Orders'].includes(await box.getLabelText())) await box.uncheck()
    await page.settle()
    const shown = await (await page.loader.getHarness(MatTableHarness)).getHeaderRows()
    expect(page.router.parseUrl(page.router.url).queryParams['columns']).toContain('name,status')
    expect(await shown[0]?.getCellTextByIndex()).not.toContain('Country')
    await page.router.navigateByUrl('/orders')
    await page.router.navigateByUrl('/customers')
    await page.reply('/customers', list([ada]))
    expect(page.element.querySelector('td[data-label=Country]')).toBeNull()
    await page.router.navigateByUrl('/customers?view=some')
    await page.settle()
    expect(page.element.querySelector('td[data-label=Country]')).not.toBeNull()
    localStorage.clear()
  })

  it('says "about" where the total is an estimate', async () => {
    const page = await openPage('/customers', at)
    await page.reply('/customers', list([ada], { total: 12_345, total_is_estimate: true }))
    expect(page.text).toContain('about 12,345 customers')
    expect(page.text).toContain('1–25 of about 12,345')
  })

  it('puts sorting into the address and starts again at the first page', async () => {
    const page = await openPage('/customers?page=3', at)
    await page.reply('/customers', list([ada], { total: 100, page: 3 }))
    await page.click('Lifetime value')
    expect(page.router.url).toBe('/customers?sort=lifetime_value')
  })

  it('tells an empty workspace from a search that finds nobody', async () => {
    const page = await openPage('/customers', at)
    await page.reply('/customers', list([]))
    expect(page.text).toContain('No customers yet')
    await page.router.navigateByUrl('/customers?q=nobody')
    await page.reply('/customers', list([]))
    expect(page.text).toContain('No customer matches')
    await page.click('Clear filters')
    expect(page.router.url).toBe('/customers')
  })

  it('shows what the API said with the request id, and tries again', async () => {
    const page = await openPage('/customers', at)
    await page.reply('/customers', refusal('query.too_slow', 'This takes too long; narrow it down'), 503)
    expect(page.text).toContain('This takes too long; narrow it down')
    expect(page.text).toContain(requestId)
    await page.click('Try again')
    await page.reply('/customers', list([ada]))
    expect(page.text).toContain('Ada Lovelace')
  })

  it('restores a deleted customer', async () => {
    const page = await openPage('/customers?deleted=true', at)
    const request = await page.reply('/customers', list([ada]))
    expect(request.params.get('deleted')).toBe('true')
    await page.click('Restore')
    await page.reply(`/customers/${ada.id}/restore`, one(ada))
    await page.reply('/customers', list([]))
    expect(page.text).toContain('No customer matches')
  })

  it('hides what a role may not do', async () => {
    const page = await openPage('/customers', at, { role: 'readonly' })
    await page.reply('/customers', list([ada]))
    expect(page.text).not.toContain('Add customer')
    expect(page.text).not.toContain('Deleted')
  })
})

describe('the page of a customer', () => {
  afterEach(() => jest.useRealTimers())

  async function openAda(customer = ada, role: 'manager' | 'agent' = 'manager') {
    const page = await openPage(`/customers/${customer.id}`, at, { role })
    await page.reply(`/customers/${customer.id}`, one(customer))
    await page.reply(`/customers/${customer.id}/orders`, list([anOrder()], { total: 12 }))
    const entry = { id: 't1', type: 'customer.created', occurred_at: '2026-11-20T10:00:00.000Z', actor: null, data: {} }
    await page.reply(`/customers/${customer.id}/timeline`, list([entry]))
    return page
  }

  it('shows an order that is placed meanwhile, and leaves those of others alone', async () => {
    jest.useFakeTimers({ advanceTimers: true })
    const messages = new Subject<Happened>()
    const live = { on: (topic: string) => messages.pipe(filter((one) => one.topic === topic)), returned: NEVER }
    const page = await openPage(`/customers/${ada.id}`, at, { providers: [{ provide: Realtime, useValue: live }] })
    await page.reply(`/customers/${ada.id}`, one(ada))
    await page.reply(`/customers/${ada.id}/orders`, list([anOrder()]))
    const placed = async (id: string, hers: object[]) => {
      messages.next({ topic: 'orders', event: 'order.created', ids: [id] })
      jest.advanceTimersByTime(300)
      return page.reply('/orders', list(hers))
    }
    const asked = await placed('other', [])
    expect([asked.params.get('id'), asked.params.get('customer_id')]).toEqual(['other', ada.id])
    expect(page.http.match((request) => request.url.endsWith(`/customers/${ada.id}/orders`))).toEqual([])
    await placed('new', [{ id: 'new' }])
    await page.reply(`/customers/${ada.id}/orders`, list([anOrder({ id: 'new', order_number: 'P-2000' }), anOrder()]))
    await page.reply(`/customers/${ada.id}`, one({ ...ada, total_orders: 13 }))
    expect(page.text).toContain('P-2000')
  })

  it('shows figures, profile, identities, custom fields, orders and timeline', async () => {
    const page = await openAda(
      aCustomer({
        identities: [{ id: 'i', source: 'online-retail', external_id: '12345', created_at: ada.created_at }],
        custom_fields: { size: 'M', vat: 1 },
        orders_without_rate: 2,
      }),
    )
    for (const text of [
      '€1,289.50',
      '€107.46',
      'Feb 3, 2025',
      'ada@example.com',
      'LondonSW1Y 4JHUnited Kingdom',
      'British Pound',
    ]) {
      expect(page.text).toContain(text)
    }
    for (const text of [
      'online-retail',
      '12345',
      'size',
      'P-1041',
      '2 orders have no exchange rate yet',
      'All 12 orders',
      'Customer created',
      'System',
    ]) {
      expect(page.text).toContain(text)
    }
  })

  it('suggests duplicates with what they share, until somebody says that they are two', async () => {
    const twin = { ...aCustomer({ id: 'b', first_name: 'A.', email: 'ada+shop@example.com' }), total_orders: 2 }
    const page = await openAda()
    const suggestion = { customer: twin, reasons: ['email', 'phone'], strength: 'strong' }
    await page.reply(`/customers/${ada.id}/duplicates`, one({ suggestions: [suggestion] }))
    expect(page.text).toContain('Possible duplicatesA. LovelaceVery likely')
    expect(page.text).toContain('Same e-mail address and phone number')
    expect(page.text).toContain('2 orders')
    const link = [...page.element.querySelectorAll('a')].find((a) => a.textContent?.includes('Compare and merge'))
    expect(link?.getAttribute('href')).toBe(`/customers/${ada.id}/merge?with=b`)
    await page.click('Not a duplicate')
    expect((await page.reply(`/customers/${ada.id}/distinct/b`, null)).method).toBe('PUT')
    await page.reply(`/customers/${ada.id}/duplicates`, one({ suggestions: [] }))
    expect(page.text).not.toContain('Possible duplicates')
    await page.click('Undo')
    expect((await page.reply(`/customers/${ada.id}/distinct/b`, null)).method).toBe('DELETE')
    await page.reply(`/customers/${ada.id}/duplicates`, one({ suggestions: [suggestion] }))
    expect(page.text).toContain('Possible duplicates')
  })

  it('deletes after asking, and undoes it', async () => {
    const page = await openAda()
    await page.click(/^\s*Delete/)
    expect(document.body.textContent).toContain('Delete Ada Lovelace?')
    document.querySelector<HTMLElement>('ui-confirm .danger')?.click()
    await page.settle()
    const request = await page.reply(`/customers/${ada.id}`, null)
    expect(request.method).toBe('DELETE')
    expect(page.router.url).toBe('/customers')
    await page.click('Undo')
    await page.reply(`/customers/${ada.id}/restore`, one(ada))
    expect(page.router.url).toBe(`/customers/${ada.id}`)
  })

  it('lets an agent edit but not delete', async () => {
    const page = await openAda(ada, 'agent')
    expect(page.text).toContain('Edit')
    expect(page.text).not.toContain('Delete')
  })

  it('says that a customer does not exist, without offering to try again', async () => {
    const page = await openPage('/customers/nobody', at)
    await page.reply('/customers/nobody', refusal('customer.missing', 'There is no such customer'), 404)
    expect(page.text).toContain('There is no such customer')
    expect(page.text).not.toContain('Try again')
  })
})

describe('the form of a customer', () => {
  async function type(page: Awaited<ReturnType<typeof openPage>>, label: string, value: string) {
    const attribute = page.element.querySelector(`[formcontrolname=${label}]`) ? 'formcontrolname' : 'name'
    const input = await page.loader.getHarness(
      MatInputHarness.with({ ancestor: `mat-form-field:has([${attribute}=${label}])` }),
    )
    await input.setValue(value)
  }

  it('creates a customer from what was filled in and opens it', async () => {
    const page = await openPage('/customers/new', at)
    await type(page, 'first_name', 'Grace')
    await type(page, 'email', 'grace@example.com')
    await page.click('Save')
    const request = await page.reply('/customers', one(ada))
    expect(request.body).toEqual({ first_name: 'Grace', email: 'grace@example.com' })
    expect(page.router.url).toBe(`/customers/${ada.id}`)
  })

  it('is not left with what is not saved, unless somebody says so', async () => {
    const page = await openPage('/customers/new', at)
    await type(page, 'first_name', 'Grace')
    void page.router.navigateByUrl('/elsewhere')
    await page.settle()
    expect(document.body.textContent).toContain('Leave without saving?')
    const press = async (name: string) => {
      const buttons = [...document.querySelectorAll<HTMLElement>('ui-confirm button')]
      buttons.find((button) => button.textContent.trim() === name)?.click()
      await page.settle()
    }
    await press('Cancel')
    expect(page.router.url).toBe('/customers/new')
    void page.router.navigateByUrl('/elsewhere')
    await page.settle()
    await press('Leave')
    expect(page.router.url).toBe('/elsewhere')
  })

  it('does not send an address that is none', async () => {
    const page = await openPage('/customers/new', at)
    await type(page, 'email', 'grace')
    await page.click('Save')
    page.http.expectNone('/api/v1/customers')
    expect(page.text).toContain('This is not an e-mail address')
  })

  it('asks for an address in the order of its country, and for what a street needs there', async () => {
    const page = await openPage('/customers/new', at)
    const order = () => [...page.element.querySelectorAll('input[name]')].map((input) => input.getAttribute('name'))
    const country = page.element.querySelector<HTMLSelectElement>('[formcontrolname=country_code]')
    for (const [code, first] of [
      ['JP', 'postal_code'],
      ['DE', 'address_line1'],
    ]) {
      if (country) country.value = code ?? ''
      country?.dispatchEvent(new Event('change'))
      await page.settle()
      expect(order()[0]).toBe(first)
    }
    expect(page.text).toContain('Such as 10115')
    await type(page, 'address_line1', 'Invalidenstr. 1')
    await page.click('Save')
    page.http.expectNone('/api/v1/customers')
    expect(page.text).toContain('This is required')
  })

  it('puts the messages of the API on their fields', async () => {
    const page = await openPage('/customers/new', at)
    await type(page, 'phone', '12')
    await page.click('Save')
    const details = { phone: ['This is not a telephone number'], colour: ['Unknown field'] }
    await page.reply('/customers', refusal('validation', 'Some fields are wrong', details), 400)
    expect(page.element.querySelector('mat-error')?.textContent).toContain('This is not a telephone number')
    expect(page.text).toContain('colour: Unknown field')
  })

  it('sends only what changed, with the version it was read at', async () => {
    const page = await openPage(`/customers/${ada.id}/edit`, at)
    await page.reply(`/customers/${ada.id}`, one(ada))
    await type(page, 'city', '')
    await page.click('Save')
    const request = await page.reply(`/customers/${ada.id}`, one(ada))
    expect([request.method, request.body, request.headers.get('If-Match')]).toEqual(['PATCH', { city: null }, 'W/"3"'])
  })

  it('asks whose edit stays when somebody saved first, own fields too, and saves ours on top of theirs', async () => {
    const size = {
      id: 's',
      applies_to: 'customers',
      archived: false,
      key: 'size',
      labels: { en: 'Size' },
      type: 'text',
      required: false,
      options: [],
    }
    const page = await openPage(`/customers/${ada.id}/edit`, at)
    await page.reply(`/customers/${ada.id}`, one(ada))
    await page.reply('/custom-fields', list([size]))
    await type(page, 'city', 'Paris')
    await type(page, 'region', 'Somewhere')
    await type(page, 'last_name', 'King')
    const own = await page.loader.getHarness(MatFormFieldHarness.with({ floatingLabelText: 'Size' }))
    await (await own.getControl(MatInputHarness))?.setValue('40')
    await page.click('Save')
    await page.reply(`/customers/${ada.id}`, refusal('version.stale', 'Changed meanwhile'), 412)
    await page.reply(
      `/customers/${ada.id}`,
      one(aCustomer({ city: 'Rome', region: 'Lazio', status: 'vip', custom_fields: { size: '38' }, version: 4 })),
    )
    const asked = [...document.querySelectorAll('ui-conflicts fieldset')].map((one) => one.textContent ?? '')
    expect(asked).toEqual([
      expect.stringMatching(/City.*Rome.*Paris/s),
      expect.stringMatching(/Region.*Lazio.*Somewhere/s),
      expect.stringMatching(/Size.*38.*40/s),
    ])
    const theirs = document.querySelectorAll<HTMLElement>('ui-conflicts mat-radio-button[value=theirs] input')[1]
    theirs?.click()
    await page.settle()
    await page.click('Take over')
    const value = (name: string) =>
      page.element.querySelector<HTMLInputElement>(`[formcontrolname=${name}], [name=${name}]`)?.value
    expect([value('city'), value('region'), value('last_name'), value('status')]).toEqual([
      'Paris',
      'Lazio',
      'King',
      'vip',
    ])
    await page.click('Save')
    const request = await page.reply(`/customers/${ada.id}`, one(ada))
    expect([request.body, request.headers.get('If-Match')]).toEqual([
      { city: 'Paris', last_name: 'King', custom_fields: { size: '40' } },
      'W/"4"',
    ])
  })
})

describe('possible duplicates in the whole workspace', () => {
  const person = (id: string, first_name: string) => ({ ...aCustomer({ id, first_name }), total_orders: 1 })
  const group = (reason: string, customers: object[], total = customers.length) => ({
    ...{ customers, total, reasons: [reason], strength: 'medium' },
  })

  it('are looked for until there are some, and leave the list when somebody says that they are two', async () => {
    const page = await openPage('/customers/duplicates', at)
    await page.reply('/customers/duplicates', one({ groups: [], next: 'further' }))
    const [ann, anna, anne] = [person('a', 'Ann'), person('b', 'Anna'), person('c', 'Anne')]
    const second = await page.reply(
      '/customers/duplicates',
      one({ groups: [group('email', [ann, anna, anne], 12)], next: null }),
    )
    expect(second.params.get('after')).toBe('further')
    expect(page.text).toContain('and 9 more')
    const link = [...page.element.querySelectorAll('a')].find((a) => a.textContent?.includes('Compare and merge'))
    expect(link?.getAttribute('href')).toBe('/customers/a/merge?with=b')
    await page.click('Not a duplicate')
    expect((await page.reply('/customers/a/distinct/b', null)).method).toBe('PUT')
    expect(page.text).not.toContain('Anna Lovelace')
    expect(page.text).toContain('Anne Lovelace')
    await page.click('Phone')
    const third = await page.reply('/customers/duplicates', one({ groups: [], next: null }))
    expect([page.router.url, third.params.get('reason')]).toEqual(['/customers/duplicates?by=phone', 'phone'])
    expect(page.text).toContain('No duplicates')
  })
})

describe('merging two customers', () => {
  const twin = aCustomer({
    id: 'b',
    first_name: 'Augusta',
    phone: null,
    custom_fields: { size: 40, club: true },
    total_orders: 2,
  })

  it('asks whose value stays, custom fields too, and can be undone', async () => {
    const page = await openPage(`/customers/${ada.id}/merge?with=b`, at)
    await page.reply(`/customers/${ada.id}`, one(aCustomer({ custom_fields: { size: 38 } })))
    await page.reply('/customers/b', one(twin))
    await page.reply('/customers/b/orders', list([anOrder()], { total: 2 }))
    await page.reply('/custom-fields', list([]))
    const kept = () =>
      [...page.element.querySelectorAll<HTMLInputElement>('input[type=radio]:checked')].map(
        (radio) => `${radio.name}: ${radio.closest('label')?.textContent?.trim() ?? ''}`,
      )
    expect(kept()).toEqual([
      'first_name: Ada',
      'phone: +442079460000',
      'custom_fields.size: 38',
      'custom_fields.club: Yes',
    ])
    expect(page.text).toContain('2 orders')
    const size = page.element.querySelectorAll<HTMLInputElement>('input[name="custom_fields.size"]')
    size[1]?.click()
    await page.settle()
    expect(kept()[2]).toBe('custom_fields.size: 40')
    await page.click(/^\s*Merge\s*$/)
    const request = await page.reply('/customers/merge', one(ada))
    expect(request.body).toEqual({
      winner_id: ada.id,
      loser_ids: ['b'],
      fields: { first_name: 'winner', phone: 'winner' },
      custom_fields: { size: 'loser', club: 'loser' },
    })
    expect(page.router.url).toBe(`/customers/${ada.id}`)
    await page.click('Undo')
    await page.reply('/customers/b/unmerge', one(twin))
    expect(page.router.url).toBe('/customers/b')
  })

  it('says why it did not work, and keeps the choices', async () => {
    const page = await openPage(`/customers/${ada.id}/merge?with=b`, at)
    await page.reply(`/customers/${ada.id}`, one(ada))
    await page.reply('/customers/b', one(twin))
    await page.click(/^\s*Merge\s*$/)
    await page.reply('/customers/merge', refusal('customer.merged', 'This customer was merged into another'), 409)
    expect(page.text).toContain('This customer was merged into another')
    expect(page.text).toContain('Augusta')
  })
})
