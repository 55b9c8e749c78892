import { MatCheckboxHarness } from '@angular/material/checkbox/testing'
import { MatRadioButtonHarness } from '@angular/material/radio/testing'
import { aCustomer, anExport, list, one, refusal } from '../../../testing/answers'
import { openPage, type OpenPage } from '../../../testing/console'
import customers from '../customers/customers.routes'
import orders from '../orders/orders.routes'
import routes from './exports.routes'

const at = [
  { path: 'exports', loadChildren: () => Promise.resolve(routes) },
  { path: 'customers', loadChildren: () => Promise.resolve(customers) },
  { path: 'orders', loadChildren: () => Promise.resolve(orders) },
  { path: '**', children: [] },
]
const run = anExport()

describe('exporting a list', () => {
  async function openDialog(url = '/customers?country_code=DE'): Promise<OpenPage> {
    const page = await openPage(url, at)
    await page.reply('/customers', list([aCustomer()], { total: 27 }))
    await page.click(/^\s*Export\s*$/)
    return page
  }

  it('takes the filter, the order and the chosen columns', async () => {
    const page = await openDialog('/customers?country_code=DE&q=ada&sort=name&page=2&per_page=50')
    expect(document.body.textContent).toContain('The current filter: 27 rows')
    await page.click(/^\s*None\s*$/)
    for (const label of ['First name', 'E-mail', 'Tags']) {
      await (await page.loader.getHarness(MatCheckboxHarness.with({ label }))).check()
    }
    await (await page.loader.getHarness(MatRadioButtonHarness.with({ label: /JSON/ }))).check()
    document.querySelector<HTMLElement>('app-export-dialog [type=submit]')?.click()
    const request = await page.reply('/customers/export', one(anExport({ status: 'queued' })))
    const sent = request.params
    expect(sent.get('country_code')).toBe('DE')
    expect([sent.get('q'), sent.get('sort'), sent.get('format')]).toEqual(['ada', 'name', 'json'])
    expect([sent.get('fields'), sent.get('include')]).toEqual(['first_name,email', 'tags'])
    expect([sent.has('page'), sent.has('per_page')]).toEqual([false, false])
    expect(page.router.url).toBe('/exports')
  })

  it('needs a column', async () => {
    const page = await openDialog()
    await page.click(/^\s*None\s*$/)
    expect(document.body.textContent).toContain('Choose at least one column')
    expect(document.querySelector<HTMLButtonElement>('app-export-dialog [type=submit]')?.disabled).toBe(true)
  })

  it('says why it was refused, and keeps what was chosen', async () => {
    const page = await openDialog('/customers')
    expect(document.body.textContent).toContain('The whole list: 27 rows')
    document.querySelector<HTMLElement>('app-export-dialog [type=submit]')?.click()
    await page.reply('/customers/export', refusal('export.too_many', '5 exports are being written already'), 409)
    expect(document.body.textContent).toContain('5 exports are being written already')
    expect(await (await page.loader.getHarness(MatCheckboxHarness.with({ label: 'E-mail' }))).isChecked()).toBe(true)
  })

  it('is not offered to agents', async () => {
    const page = await openPage('/customers', at, { role: 'agent' })
    await page.reply('/customers', list([aCustomer()]))
    expect(page.element.querySelector('app-export-button button')).toBeNull()
  })
})

describe('the history of exports', () => {
  async function open(...runs: ReturnType<typeof anExport>[]): Promise<OpenPage> {
    const page = await openPage('/exports', at)
    await page.reply('/exports', list(runs))
    return page
  }

  it('says what is in each file, how large it is, and until when it is there', async () => {
    const page = await open(run, anExport({ kind: 'orders', format: 'json', status: 'expired', left_out: 2 }))
    for (const text of ['Customers', 'CSV', '2,104', '1.3 MB', 'Completed', 'Expired', '2 rows were deleted meanwhile'])
      expect(page.text).toContain(text)
    expect(page.element.querySelectorAll('[svgicon=download]')).toHaveLength(1)
  })

  it('invites to the first one', async () => {
    expect((await open()).text).toContain('Nothing exported yet')
  })

  it('downloads by a link that needs no token', async () => {
    const page = await open(run)
    const followed: string[] = []
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      followed.push(this.getAttribute('href') ?? '')
    })
    await page.click('Download')
    const url = `/api/v1/exports/${run.id}/file?token=x`
    await page.reply(`/exports/${run.id}/links`, one({ url, expires_at: run.expires_at }))
    expect(followed).toEqual([url])
    jest.restoreAllMocks()
  })

  it('is deleted after asking', async () => {
    const page = await open(run)
    await page.click('Delete export')
    document.querySelector<HTMLElement>('ui-confirm .danger')?.click()
    const request = await page.reply(`/exports/${run.id}`, null)
    expect(request.method).toBe('DELETE')
    await page.reply('/exports', list([]))
    expect(page.text).toContain('Nothing exported yet')
  })

  it('asks again while one is being written, which can be cancelled', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'], advanceTimers: true })
    const page = await open(anExport({ status: 'running', processed_rows: 1052, file_bytes: null, expires_at: null }))
    expect(page.text).toContain('1,052 of 2,104 rows (50%)')
    jest.advanceTimersByTime(1000)
    await page.reply('/exports', list([anExport({ status: 'running', processed_rows: 2000 })]))
    await page.click('Cancel')
    await page.reply(`/exports/${run.id}/cancel`, one(run))
    await page.reply('/exports', list([anExport({ status: 'cancelled' })]))
    expect(page.text).toContain('Cancelled')
    jest.useRealTimers()
  })
})
