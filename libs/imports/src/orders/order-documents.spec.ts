import type { CsvRow } from '../csv/csv-rows'
import { DocumentRefused } from '../import.errors'
import { readOptions, type ImportOptions } from '../import.options'
import { findColumns } from '../mappings/columns'
import { OwnValues } from '../own-values'
import { OrderDocuments, type Document } from './order-documents'
import { readMapping } from '../mappings/mappings'

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'.split(',')
const retail = readMapping('uci-online-retail')
const london: ImportOptions = readOptions('{}', retail, { currency: 'GBP', timezone: 'Europe/London' })

function read(...rows: string[]): Document {
  const cells = rows.map((row, index): CsvRow => ({ line: index + 2, cells: row.split(',') }))
  const columns = findColumns(header, 1, retail, ',')
  const documents = new OrderDocuments(retail, columns, london, new OwnValues(columns, null, london, 'import'))
  return documents.read(cells[0]?.cells[0] ?? '', cells)
}

function refusal(...rows: string[]): [number, string][] {
  try {
    read(...rows)
  } catch (error) {
    if (error instanceof DocumentRefused) return [...error.reasons]
    throw error
  }
  throw new Error('expected a DocumentRefused')
}

function order(...rows: string[]) {
  const document = read(...rows)
  if (document.kind !== 'order') throw new Error('expected an order')
  return document.command
}

describe('an invoice', () => {
  it('sells lines with a positive quantity and price; others are adjustments', () => {
    const { items } = order(
      '1,A,Apple,2,2011-01-01 10:00:00,1.255,7,France',
      '1,B,Bean,-2,2011-01-01 10:00:00,1.00,7,France',
      '1,C,Cup,3,2011-01-01 10:00:00,0,7,France',
      'A1,B,Adjust bad debt,1,2011-01-01 10:00:00,-11062.06,,United Kingdom',
    )
    expect(items.map(({ kind, sku }) => [sku, kind])).toEqual([
      ['A', 'sale'],
      ['B', 'adjustment'],
      ['C', 'adjustment'],
      ['B', 'adjustment'],
    ])
  })

  it('begins at the earliest of its times, in London’s summer too', () => {
    const times = ['2011-07-01 10:01:00', '2011-07-01 10:00:00']
    expect(order(...times.map((time) => `1,A,Apple,1,${time},1,7,France`)).placed_at).toBe('2011-07-01T09:00:00.000Z')
  })

  it('reads the times of the spreadsheet, month first', () => {
    expect(order('1,A,Apple,1,12/1/2010 8:26,1,7,France').placed_at).toBe('2010-12-01T08:26:00.000Z')
  })

  it('knows its customer by number, whether or not a program has made a decimal of it', () => {
    for (const id of ['17850', '17850.0']) {
      expect(order(`1,A,Apple,1,2011-01-01 10:00:00,1,${id},EIRE`).customer).toEqual({
        source: 'uci-online-retail',
        external_id: '17850',
        profile: { country_code: 'IE' },
      })
    }
    expect(order('1,A,Apple,1,2011-01-01 10:00:00,1,,EIRE').customer).toBeNull()
  })

  it('keeps a place that is no country unknown, instead of asking the customer', () => {
    expect(order('1,A,Apple,1,2011-01-01 10:00:00,1,7,Channel Islands').country_code).toBeNull()
  })

  it('calls a product without a name by its code', () => {
    expect(order('1,A,,1,2011-01-01 10:00:00,1,7,France').items[0]?.product_name).toBe('A')
  })
})

describe('a cancellation', () => {
  it('is a refund of the sum of its lines, each rounded once', () => {
    const document = read(
      'C1,A,Apple,-3,2011-01-01 10:00:00,0.335,7,France',
      'C1,B,Bean,-1,2011-01-01 10:00:00,2,7,France',
    )
    expect(document).toMatchObject({
      kind: 'refund',
      command: { refund_number: 'C1', order_id: null, amount: 301n, currency: 'GBP', country_code: 'FR' },
    })
    if (document.kind === 'refund')
      expect(document.command.items.map(({ total_price }) => total_price)).toEqual([101n, 200n])
  })

  it('without an amount, or with pieces that were not given back, is refused', () => {
    expect(refusal('C1,A,Apple,-3,2011-01-01 10:00:00,0,7,France')).toEqual([[2, 'the cancellation has no amount']])
    expect(refusal('C1,A,Apple,3,2011-01-01 10:00:00,1,7,France')).toEqual([
      [2, 'the quantity of a cancellation must be negative'],
    ])
  })
})

describe('a document', () => {
  it.each([
    ['1,A,Apple,0,2011-01-01 10:00:00,1,7,France', 'quantity must be a whole number other than 0'],
    ['1,A,Apple,1.5,2011-01-01 10:00:00,1,7,France', 'quantity must be a whole number other than 0'],
    ['1,A,Apple,99999999999,2011-01-01 10:00:00,1,7,France', 'quantity must be a whole number other than 0'],
    ['1,A,Apple,1,2011-01-01 10:00:00,1e400,7,France', 'unit_price must be a decimal number such as 129.90'],
    [
      '1,A,Apple,1,2011-02-30 10:00:00,1,7,France',
      'placed_at must be a time such as 2026-01-31 12:00:00, not 2011-02-30 10:00:00',
    ],
    ['1,A,Apple,1,,1,7,France', 'placed_at must be a time such as 2026-01-31 12:00:00, not empty'],
    ['1,,,1,2011-01-01 10:00:00,1,7,France', 'the product has neither a name nor a sku'],
    [`1,A,${'x'.repeat(501)},1,2011-01-01 10:00:00,1,7,France`, 'product_name has more than 500 characters'],
    [
      '1,A,Apple,2000000000,2011-01-01 10:00:00,999999999999,7,France',
      'items.0.total_price is too large: amounts have at most 15 digits',
    ],
  ])('is refused for %s', (row, reason) => {
    expect(refusal(row)).toEqual([[2, reason]])
  })

  it('tells all rows that are wrong at once', () => {
    const good = '1,A,Apple,1,2011-01-01 10:00:00,1,7,France'
    expect(
      refusal(good, good.replace(',1,2011', ',x,2011'), good, good.replace(',7,', ',8,')).map(([line]) => line),
    ).toEqual([3, 5])
  })
})
