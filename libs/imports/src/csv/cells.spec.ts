import fc from 'fast-check'
import { csvLine, protectCell, restoreCell } from './cells'

it.each(['=HYPERLINK("x")', '+1', '-1', '@x', '\t=1', '\r=1', '＝1', "'=1"])('disarms %j', (cell) => {
  expect(protectCell(cell)).toBe(`'${cell}`)
  expect(restoreCell(protectCell(cell))).toBe(cell)
})

it('leaves harmless cells alone', () => {
  for (const cell of ["rock 'n' roll", "'quoted'", '1-2', 'a=b', '']) {
    expect([protectCell(cell), restoreCell(cell)]).toEqual([cell, cell])
  }
})

it('gives back what it was given', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", '=', '-', 'a', '\t', ' ') }), (cell) => {
      expect(restoreCell(protectCell(cell))).toBe(cell)
    }),
  )
})

it('quotes what would break a line', () => {
  expect(csvLine(['a', 'b,c', '";=1', 'two\nlines', ' x'], ',')).toBe('a,"b,c",""";=1","two\nlines"," x"\r\n')
  expect(csvLine(['b,c', 'd;e'], ';')).toBe('b,c;"d;e"\r\n')
})
