import { anImport, list, one, refusal, requestId } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import type { ImportPreview } from '../../data/imports.data'
import { sampleOf } from './import-fields'
import routes from './imports.routes'

const at = [
  { path: 'imports', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const run = anImport()

function aPreview(changes: Partial<ImportPreview> = {}): ImportPreview {
  const columns = [
    { name: 'E-Mail', field: 'email', suggested: 'email', samples: ['ada@shop.example'] },
    { name: 'Notiz', field: null, suggested: null, samples: ['x'] },
  ]
  const problems = [{ column: 'E-Mail', field: 'email', reason: 'must be an e-mail address' }]
  return {
    detected: {
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      header: true,
      dates: null,
      decimal_mark: '.',
      sheet: null,
      sheets: [],
      ambiguous: [],
    },
    columns,
    mapping_problems: [],
    rows: [
      { line: 2, cells: ['nowhere', 'x'], state: 'as_sent', problems },
      { line: 3, cells: ['bob@shop.example', ''], state: 'as_sent', problems: [] },
    ],
    next: null,
    ...changes,
  }
}

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

  it('keeps the file as a draft, and opens it', async () => {
    const page = await openPage('/imports/new', at)
    choose(page)
    await page.settle()
    expect(page.text).toContain('retail.csv')
    page.element.querySelector<HTMLInputElement>('input[value=orders]')?.click()
    await page.click('Look at the file')
    const request = await page.reply('/imports', one(run))
    const form = request.body as FormData
    expect([...form.keys()]).toEqual(['kind', 'file'])
    expect(form.get('kind')).toBe('orders')
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

  it('hands out a sample file', async () => {
    const page = await openPage('/imports/new', at)
    const make = jest.fn((_: Blob) => 'blob:x')
    Object.assign(URL, { createObjectURL: make, revokeObjectURL: jest.fn() })
    const click = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation()
    page.element.querySelector<HTMLInputElement>('input[value=customers]')?.click()
    await page.click('Download a sample file')
    expect(click.mock.contexts.map((link) => (link as HTMLAnchorElement).download)).toEqual(['customers-sample.csv'])
    expect(make.mock.calls[0]?.[0].size).toBe(new Blob([sampleOf('customers')]).size)
    click.mockRestore()
  })

  it('does not start without a file', async () => {
    const page = await openPage('/imports/new', at)
    await page.click('Look at the file')
    expect(page.text).toContain('Choose a file first')
    page.http.expectNone('/api/v1/imports')
  })

  it('says why the API refused the file', async () => {
    const page = await openPage('/imports/new', at)
    choose(page)
    await page.click('Look at the file')
    await page.reply('/imports', refusal('import.encoding', 'The file is UTF-16: save it as UTF-8'), 400)
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
    await page.reply(`/imports/${run.id}/preview`, one(aPreview()))
    const button = [...page.element.querySelectorAll('button')].find((one) => one.textContent.includes('rejected'))
    button?.click()
    await page.settle()
    page.http.expectOne(`/api/v1/imports/${run.id}/rejections`).flush('line,reason')
    await page.settle()
    expect(make.mock.calls[0]?.[0].size).toBe(11)
    expect(click).toHaveBeenCalledTimes(1)
    click.mockRestore()
    expect(forget).toHaveBeenCalledWith('blob:x')
  })
})

const weight = {
  ...{ id: 'w', applies_to: 'orders', archived: false, key: 'weight', labels: { en: 'Weight' } },
  ...{ type: 'number', required: false, options: [] },
}

describe('a draft', () => {
  async function openDraft(
    kind: 'customers' | 'orders' = 'customers',
    fields: object[] = [],
    preview: Partial<ImportPreview> = {},
  ) {
    const page = await openPage(`/imports/${run.id}`, at)
    await page.reply(`/imports/${run.id}`, one(anImport({ status: 'draft', kind, total_rows: null })))
    await page.reply('/custom-fields', list(fields))
    await page.reply('/import-mappings', list([]))
    await page.reply(`/imports/${run.id}/preview`, one(aPreview(preview)))
    return page
  }

  it('marks bad cells with their reason, and puts them right where they stand', async () => {
    const page = await openDraft()
    expect(page.text).toContain('must be an e-mail address')
    expect(page.element.querySelectorAll('td.bad')).toHaveLength(1)
    page.element.querySelector<HTMLElement>('td.bad .cell')?.click()
    await page.settle()
    const input = page.element.querySelector<HTMLInputElement>('td.bad input')
    if (input) input.value = 'ada@shop.example'
    input?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
    await page.settle()
    const fixed = { line: 2, cells: ['ada@shop.example', 'x'], state: 'fixed', problems: [] }
    const request = await page.reply(`/imports/${run.id}/rows/2`, one(fixed))
    expect([request.method, request.body]).toEqual(['PUT', { cells: ['ada@shop.example', 'x'] }])
    expect(page.element.querySelectorAll('td.bad')).toHaveLength(0)
  })

  it('gives a column another field, and reads the rows again', async () => {
    const page = await openDraft()
    const select = page.element.querySelectorAll<HTMLSelectElement>('.columns select')[1]
    if (select) select.value = 'custom_fields.notiz'
    select?.dispatchEvent(new Event('change'))
    await page.settle()
    const request = await page.reply(`/imports/${run.id}`, one(anImport({ status: 'draft', kind: 'customers' })))
    expect(request.body).toEqual({ columns: { 'E-Mail': 'email', Notiz: 'custom_fields.notiz' } })
    await page.reply(`/imports/${run.id}/preview`, one(aPreview()))
  })

  it('offers the fields that the workspace has defined, and keeps one of the mapping that it has not', async () => {
    const gone = { ...weight, id: 'g', key: 'gone', labels: { en: 'Gone' }, archived: true }
    const columns = [
      { name: 'Gewicht', field: 'custom_fields.weight', suggested: null, samples: [] },
      { name: 'Alt', field: 'custom_fields.gone', suggested: null, samples: [] },
      { name: 'Neu', field: null, suggested: null, samples: [] },
    ]
    const page = await openDraft('orders', [weight, gone], { columns })
    const selects = [...page.element.querySelectorAll<HTMLSelectElement>('.columns select')]
    expect(selects.map(({ selectedOptions }) => selectedOptions[0]?.textContent?.trim())).toEqual([
      'Own field: Weight',
      'Own field: gone',
      'Passed over',
    ])
    const own = [...(selects[2]?.options ?? [])].map(({ value }) => value).filter((name) => name.includes('.'))
    expect(own).toEqual(['custom_fields.weight'])
  })

  it('starts, or says what is missing', async () => {
    const page = await openDraft()
    await page.click('Start import')
    await page.reply(`/imports/${run.id}/start`, refusal('request.invalid', 'The mapping is not whole'), 400)
    expect(page.text).toContain('The mapping is not whole')
    await page.click('Start import')
    const request = await page.reply(`/imports/${run.id}/start`, one(anImport({ status: 'queued' })))
    expect(request.body).toEqual({ dry_run: false })
    expect(page.text).toContain('Queued')
  })
})

describe('a finished import', () => {
  it('is undone after asking, and lists what was kept', async () => {
    const page = await openPage(`/imports/${run.id}`, at)
    await page.reply(`/imports/${run.id}`, one(anImport({ status: 'completed', created: 5 })))
    await page.click('Undo import')
    document.querySelector<HTMLElement>('ui-confirm .danger')?.click()
    const request = await page.reply(`/imports/${run.id}/undo`, one({}))
    expect(request.method).toBe('POST')
    const at_ = '2026-11-21T06:00:00.000Z'
    const undo = {
      status: 'completed',
      total: 5,
      restored: 0,
      removed: 4,
      kept: 1,
      started_at: at_,
      finished_at: at_,
    } as const
    await page.reply(`/imports/${run.id}`, one(anImport({ status: 'undone', created: 5, undo })))
    const kept = {
      id: 'k',
      subject: 'customer',
      subject_id: 'c',
      name: 'Ada',
      line: 7,
      action: 'created',
      reason: 'used',
      fields: [],
      written_at: at_,
    }
    await page.reply('/custom-fields', list([weight]))
    const fields = [
      'country_code',
      'assigned_to',
      'gross_amount',
      'total_amount',
      'custom_fields.weight',
      'custom_fields.gone',
    ]
    const changed = { ...kept, id: 'l', name: 'Bea', reason: 'changed', fields }
    await page.reply(`/imports/${run.id}/undo`, list([kept, changed]))
    for (const text of ['4 removed, 0 changed back, 1 kept', 'Ada', 'Orders or other records hang on it'])
      expect(page.text).toContain(text)
    expect(page.text).toContain('Country, Assigned to, Total, Weight, gone')
  })
})
