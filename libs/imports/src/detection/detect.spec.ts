import { orderOf } from '../csv/day-order'
import { markOf, plainNumber } from '../csv/numbers'
import { detectDelimiter, detectFormats, detectHeader, rowsOf } from './detect'
import { suggestMapping } from './suggestions'

it.each([
  [',', 'a,b,c\n1,"x;y;z;w",3\n'],
  [';', 'a;b\n1,5;2,5\n3,5;4\n'],
  ['\t', 'a\tb\tc\n1, 2\t3;4\t5\n'],
  ['|', 'a|b\n1|2\n'],
  [',', 'one column\nof words; and more\n'],
  [',', ''],
])('columns are cut by %j', (delimiter, text) => {
  expect(detectDelimiter(text)).toBe(delimiter)
})

it('a first row names columns, and data does not', () => {
  expect(detectHeader(rowsOf('Name,Mail\nAda,ada@x.org\n', ','))).toBe(true)
  expect(detectHeader(rowsOf('Ada,ada@x.org\nBob,bob@x.org\n', ','))).toBe(false)
  expect(detectHeader(rowsOf('1,2026-01-01\n2,2026-01-02\n', ','))).toBe(false)
})

it('the order of days is judged over the column, and told where both fit', () => {
  expect(orderOf(['03/04/2026', '31/01/2026'])).toEqual({ order: 'dmy', seen: true })
  expect(orderOf(['03/04/2026', '01/31/2026 8:00'])).toEqual({ order: 'mdy', seen: true })
  expect(orderOf(['03.04.2026'])).toEqual({ order: 'dmy', seen: true })
  expect(orderOf(['03/04/2026', '05/06/2026'])).toEqual({ order: null, seen: true })
  expect(orderOf(['31/01/2026', '01/31/2026'])).toEqual({ order: null, seen: true })
  expect(detectFormats([['03/04/2026', '1.50']])).toEqual({ dates: null, decimal_mark: '.', ambiguous: ['dates'] })
})

it.each([
  [['1.234,56'], ','],
  [['1,234.56'], '.'],
  [["1'234.56"], '.'],
  [['12,5', '1,234'], ','],
  [['0,500'], ','],
  [['1,234,567'], '.'],
  [['1 234,5 €'], ','],
  [['1,234'], null],
  [['17', '18'], '.'],
  [['31.01.2026', '1.5'], '.'],
])('the decimal mark of %j is %j', (cells, mark) => {
  expect(markOf(cells).mark).toBe(mark)
})

it.each([
  ['1.234,56', ',', '1234.56'],
  ['-1.234.567', ',', '-1234567'],
  ['12,5 €', ',', '12.5'],
  ['1,234.56', '.', '1234.56'],
  ["1'234.56", '.', '1234.56'],
  ['1,5', '.', '1,5'],
  ['12,34,567', '.', '12,34,567'],
  ['abc', ',', 'abc'],
] as const)('%j with %j is %j', (text, mark, plain) => {
  expect(plainNumber(text, mark)).toBe(plain)
})

it('columns are known by their names in several languages, then by what stands in them', () => {
  const names = ['Prénom', 'NOM', 'Straße', 'PLZ', '电子邮件', 'Град', 'Kontakt', 'Rien']
  expect([...suggestMapping('customers', names, [])]).toEqual([
    ['Prénom', 'first_name'],
    ['NOM', 'last_name'],
    ['Straße', 'address_line1'],
    ['PLZ', 'postal_code'],
    ['电子邮件', 'email'],
    ['Град', 'city'],
  ])
  expect(suggestMapping('customers', ['Kontakt'], [['ada@x.org']]).get('Kontakt')).toBe('email')
  expect([
    ...suggestMapping('orders', ['InvoiceNo', 'StockCode', 'Lineitem quantity', 'UnitPrice', 'InvoiceDate'], []),
  ]).toEqual([
    ['InvoiceNo', 'order_number'],
    ['StockCode', 'sku'],
    ['Lineitem quantity', 'quantity'],
    ['UnitPrice', 'unit_price'],
    ['InvoiceDate', 'placed_at'],
  ])
})
