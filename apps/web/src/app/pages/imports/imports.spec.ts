import { anImport, list, one, refusal, requestId } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import routes from './imports.routes'

const at = [
  { path: 'imports', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const run = anImport()

describe('the history of imports', () => {
  it('lists runs with their counts', async () => {
    const page = await openPage('/imports', at)
    await page.reply('/imports', list([anImport({ status: 'completed', created: 25_900, rejected: 14 })]))
    for (const text of ['retail.csv.gz', 'uci-online-retail', 'Completed', '25,900', '14'])
      expect(page.text).toContain(text)
  })

  it('invites to the first one', async () => {
    const page = await openPage('/imports', at)
    await page.reply('/imports', list([]))
    expect(page.text).toContain('Nothing imported yet')
  })
})

describe('a new import', () => {
  function choose(page: Awaited<ReturnType<typeof openPage>>) {
    const file = new File(['InvoiceNo\n1'], 'retail.csv', { type: 'text/csv' })
    const files = { item: () => file, length: 1, 0: file }
    const input = page.element.querySelector<HTMLInputElement>('input[type=file]')
    Object.defineProperty(input, 'files', { value: files })
    input?.dispatchEvent(new Event('change'))
    return file
  }

  it('sends mapping and options before the file, and opens the run', async () => {
    const page = await openPage('/imports/new', at)
    choose(page)
    await page.settle()
    expect(page.text).toContain('retail.csv')
    await page.click('Start import')
    const request = await page.reply('/orders/import', one(run))
    const form = request.body as FormData
    expect([...form.keys()]).toEqual(['mapping', 'options', 'file'])
    expect(form.get('mapping')).toBe('uci-online-retail')
    expect(JSON.parse(form.get('options') as string)).toEqual({
      currency: 'EUR',
      timezone: 'Europe/Berlin',
      source: 'uci-online-retail',
    })
    expect(page.router.url).toBe(`/imports/${run.id}`)
  })

  it('takes a file that is dropped', async () => {
    const page = await openPage('/imports/new', at)
    const file = new File(['x'], 'dropped.csv')
    const drop = Object.assign(new Event('drop', { cancelable: true }), {
      dataTransfer: { files: { item: () => file } },
    })
    page.element.querySelector('.drop')?.dispatchEvent(drop)
    await page.settle()
    expect(page.text).toContain('dropped.csv')
    expect(drop.defaultPrevented).toBe(true)
  })

  it('does not start without a file', async () => {
    const page = await openPage('/imports/new', at)
    await page.click('Start import')
    expect(page.text).toContain('Choose a file first')
    page.http.expectNone('/api/v1/orders/import')
  })

  it('says why the API refused the file', async () => {
    const page = await openPage('/imports/new', at)
    choose(page)
    await page.click('Start import')
    await page.reply('/orders/import', refusal('import.encoding', 'The file is UTF-16: save it as UTF-8'), 400)
    expect(page.text).toContain('The file is UTF-16: save it as UTF-8')
    expect(page.text).toContain(requestId)
  })

  it('is not open to agents', async () => {
    const page = await openPage('/imports/new', at, { role: 'agent' })
    expect(page.router.url).toBe('/not-found')
  })
})

describe('a running import', () => {
  beforeEach(() =>
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'], advanceTimers: true }),
  )
  afterEach(() => jest.useRealTimers())

  async function openRun(changes = {}) {
    const page = await openPage(`/imports/${run.id}`, at)
    await page.reply(`/imports/${run.id}`, one(anImport(changes)))
    return page
  }

  it('asks again until it is over', async () => {
    const page = await openRun()
    for (const text of ['250 of 1,000 rows (25%)', 'British Pound', 'Europe/London']) expect(page.text).toContain(text)
    jest.advanceTimersByTime(1000)
    await page.reply(`/imports/${run.id}`, one(anImport({ status: 'completed', processed_rows: 1000, created: 90 })))
    expect(page.text).toContain('Completed')
    expect(page.text).not.toContain('Importing')
    jest.advanceTimersByTime(5000)
    await page.settle()
    page.http.verify()
  })

  it('is cancelled after asking', async () => {
    const page = await openRun()
    await page.click('Cancel import')
    document.querySelector<HTMLElement>('ui-confirm .danger')?.click()
    const request = await page.reply(`/imports/${run.id}/cancel`, one({}))
    expect(request.method).toBe('POST')
    await page.reply(`/imports/${run.id}`, one(anImport({ status: 'cancelled' })))
    expect(page.text).toContain('Cancelled')
  })

  it('hands out the rejected rows as a file', async () => {
    const page = await openRun({ status: 'completed', rejected: 3 })
    const [make, forget] = [jest.fn((_: Blob) => 'blob:x'), jest.fn()]
    Object.assign(URL, { createObjectURL: make, revokeObjectURL: forget })
    const click = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation()
    const button = [...page.element.querySelectorAll('button')].find((one) => one.textContent.includes('rejected'))
    button?.click()
    await page.settle()
    page.http.expectOne(`/api/v1/imports/${run.id}/rejections`).flush('line,reason')
    await page.settle()
    expect(make.mock.calls[0]?.[0].size).toBe(11)
    expect(click).toHaveBeenCalledTimes(1)
    expect(forget).toHaveBeenCalledWith('blob:x')
  })
})
