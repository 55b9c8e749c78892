import { aSpreadsheet, zipOf } from '@portolan/testing'
import { Readable } from 'node:stream'
import { dayText, isDayFormat, numberText } from './cell-values'
import { XlsxRows } from './xlsx-rows'

const access = (bytes: Buffer) => ({
  bytes: bytes.length,
  open: (start: number, end: number) => Readable.from([bytes.subarray(start, end)], { objectMode: false }),
})
async function all(bytes: Buffer, sheet: string | null = null) {
  const source = await XlsxRows.open(access(bytes), sheet)
  const rows = []
  for (let row = await source.next(); row; row = await source.next()) rows.push(row)
  return rows
}

it('a formula is read as its stored value; without one the row names the cell', async () => {
  const rows = await all(
    aSpreadsheet([
      ['a', 'b'],
      [{ xml: '<c r="A2"><f>1+1</f><v>2</v></c>' }, { xml: '<c r="B2" t="str"><f>"x"</f><v>x</v></c>' }],
      ['x', { xml: '<c r="B3"><f>NOW()</f></c>' }],
    ]),
  )
  expect(rows.map(({ line, cells }) => [line, cells])).toEqual([
    [1, ['a', 'b']],
    [2, ['2', 'x']],
    [3, ['x', '']],
  ])
  expect(rows[2]?.error).toContain('cell B3 holds a formula without a stored value')
})

it('texts in cells, truth, days in both calendars and numbers come out as people wrote them', async () => {
  const rows = await all(
    aSpreadsheet([
      [
        { xml: '<c r="A1" t="inlineStr"><is><r><t>Ada</t></r><r><t xml:space="preserve"> L</t></r></is></c>' },
        { xml: '<c r="C1" t="b"><v>1</v></c>' },
        { xml: '<c r="D1" t="d"><v>2026-01-31T00:00:00</v></c>' },
      ],
    ]),
  )
  expect(rows[0]?.cells).toEqual(['Ada L', '', 'true', '2026-01-31'])
  expect([dayText(1, 1900), dayText(61, 1900), dayText(45000.5, 1900)]).toEqual([
    '1900-01-01',
    '1900-03-01',
    '2023-03-15 12:00:00',
  ])
  expect([dayText(0, 1904), dayText(-1, 1900), dayText(1e9, 1900)]).toEqual(['1904-01-01', null, null])
  expect([numberText('0.30000000000000004'), numberText('1E+3'), numberText('x')]).toEqual(['0.3', '1000', 'x'])
  expect([
    isDayFormat(14, undefined),
    isDayFormat(164, 'dd/mm/yyyy'),
    isDayFormat(164, '#,##0.00 "days"'),
    isDayFormat(164, '[Red]0.0'),
  ]).toEqual([true, true, false, false])
})

it('a sheet is chosen by its name, or the first is taken', async () => {
  const book = aSpreadsheet([['a']])
  expect(await all(book, 'Data')).toHaveLength(1)
  await expect(all(book, 'Other')).rejects.toMatchObject({
    reason: 'file.sheet_missing',
    message: expect.stringContaining('Data') as string,
  })
})

const bomb = Buffer.alloc(600 * 1024 * 1024, ' ')
const links = '<Relationships xmlns="x"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
const book = '<workbook xmlns:r="x"><sheets><sheet name="Data" r:id="rId1"/></sheets></workbook>'

it.each<[string, () => Buffer, string]>([
  ['no archive at all', () => Buffer.from('PK\x03\x04 and then nothing'), 'file.damaged'],
  ['an archive of something else', () => zipOf({ 'readme.txt': 'hello' }), 'file.type'],
  [
    'a bomb, whose sizes lie',
    () => zipOf({ 'xl/workbook.xml': book, 'xl/_rels/workbook.xml.rels': links, 'xl/worksheets/sheet1.xml': bomb }, 10),
    'file.unpacked_too_large',
  ],
  [
    'too many parts',
    () => zipOf(Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`x${index}`, '']))),
    'file.unpacked_too_large',
  ],
  [
    'entities that grow',
    () =>
      zipOf({ 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "bbbb">]><workbook/>', 'xl/_rels/workbook.xml.rels': links }),
    'file.damaged',
  ],
  [
    'XML that breaks off',
    () =>
      zipOf({
        'xl/workbook.xml': book,
        'xl/_rels/workbook.xml.rels': links,
        'xl/worksheets/sheet1.xml': '<worksheet><row',
      }),
    'file.damaged',
  ],
])('is refused: %s', async (_, make, reason) => {
  await expect(all(make())).rejects.toMatchObject({ reason })
})
