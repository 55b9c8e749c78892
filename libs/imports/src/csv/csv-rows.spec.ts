import fc from 'fast-check'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { FileRefused } from '../import.errors'
import { csvLine } from './cells'
import { CsvRows, type CsvRow, type Delimiter } from './csv-rows'
import type { SourceFile, UnpackLimits } from './unpacked'

const folder = mkdtempSync(join(tmpdir(), 'csv-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

let made = 0
function fileOf(content: string | Buffer, chunk = 64 * 1024): SourceFile {
  const path = join(folder, String(made++))
  writeFileSync(path, content)
  return {
    open: () => createReadStream(path, { highWaterMark: chunk }),
    async head(bytes) {
      const file = await open(path)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
      await file.close()
      return buffer.subarray(0, bytesRead)
    },
  }
}

interface Reading {
  readonly delimiter?: Delimiter
  readonly chunk?: number
  readonly limits?: UnpackLimits
}

async function rowsOf(content: string | Buffer, { delimiter = ',', chunk, limits }: Reading = {}): Promise<CsvRow[]> {
  const rows = CsvRows.open(fileOf(content, chunk), delimiter, limits)
  const all: CsvRow[] = []
  for (let row = await rows.next(); row; row = await rows.next()) all.push(row)
  return all
}

async function refusal(content: string | Buffer, reading?: Reading): Promise<string> {
  const error: unknown = await rowsOf(content, reading).catch((caught: unknown) => caught)
  if (error instanceof FileRefused) return error.message
  throw new Error(`expected a FileRefused, got ${String(error)}`)
}

describe('rows', () => {
  it('carry the line they start on, through quoted line ends and blank lines', async () => {
    const rows = await rowsOf('a,b\r\n1,"two\r\nlines"\r\n\r\n,\r\n3,4')
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', 'two\nlines'] },
      { line: 6, cells: ['3', '4'] },
    ])
  })

  it.each(['\n', '\r\n', '\r'])('end with %j wherever the chunks are cut', async (end) => {
    const text = ['a,b', '1,"x""y"', 'é,王小明', ''].join(end)
    for (let chunk = 1; chunk < 12; chunk++) {
      const rows = await rowsOf(text, { chunk })
      expect(rows.map(({ line }) => line)).toEqual([1, 2, 3])
      expect(rows[2]?.cells).toEqual(['é', '王小明'])
    }
  })

  it('may end in all ways of one file', async () => {
    expect((await rowsOf('a\nb\r\nc\rd')).map(({ line, cells }) => [line, cells[0]])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ])
  })

  it('lose the byte order mark of UTF-8', async () => {
    expect((await rowsOf('\uFEFFa,b\n'))[0]?.cells).toEqual(['a', 'b'])
  })

  it('come out of gzip, which its first bytes tell', async () => {
    expect(await rowsOf(gzipSync('a,b\n1,2\n'))).toHaveLength(2)
  })

  it('are arrays: names from the file reach no prototype', async () => {
    await rowsOf('__proto__,constructor\npolluted,polluted\n')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('a file is refused', () => {
  it.each([
    ['a quote that nobody closes', 'a,b\n1,2\n3,"4\n5,6\n', /^Line 3: .*quote/],
    ['a quote that ends where another begins', 'a,b\n1,2\n3,"4\n5,"x"\n', /^Line 3: .*quote/],
    ['a quote in the middle of a cell', 'a,b\n1,2"x\n', /^Line 2: .*quote/],
    ['a quote that stays open over 1 MB', `a,b\n1,"${'x\n'.repeat(600_000)}"\n`, /^Line 2: .*quote/],
    ['a line of more than 1 MB', `a,b\n1,2\n${'x'.repeat(1_000_001)}\n`, /^Line 3: is longer than 1 MB/],
    ['a last line of more than 1 MB', `a,b\n${'x'.repeat(3_000_000)}`, /^Line 2: is longer than 1 MB/],
    ['UTF-16 with its mark', Buffer.from('\uFEFFa,b\n', 'utf16le'), /^Line 1: is UTF-16/],
    ['UTF-16 without a mark', Buffer.from('a,b\n', 'utf16le'), /^Line 1: holds NUL bytes/],
    ['a NUL byte', 'a,b\n1,2\n3,\0\n', /^Line 3: holds NUL bytes/],
    ['Latin-1', Buffer.from('a,b\n1,2\nprice,\xa3 5\n', 'latin1'), /^Line 3: is not UTF-8/],
    ['half a character at the end', Buffer.from([0x61, 0x0a, 0xc3]), /^Line 2: is not UTF-8/],
    ['a zip archive', Buffer.from('PK\x03\x04……'), /archive or a spreadsheet/],
    ['gzip that was cut off', gzipSync('a,b\n'.repeat(1000)).subarray(0, 30), /damaged or incomplete/],
  ])('for %s', async (_, content, message) => {
    expect(await refusal(content)).toMatch(message)
  })

  const limits = { unpackedMb: 4, ratio: 100, harmlessMb: 1 }
  it('for gzip that unpacks beyond the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, `${'a'.repeat(50_000)},b\n`))
    expect(await refusal(bomb, { limits: { ...limits, ratio: 1e9 } })).toMatch(/more than 4 MB/)
    expect(await refusal(bomb, { limits })).toMatch(/times its size/)
  })

  it('before it has any row', async () => {
    await expect(CsvRows.open(fileOf(''), ',').header()).rejects.toThrow('The file is empty')
    await expect(CsvRows.open(fileOf(','.repeat(5000) + 'x'), ',').header()).rejects.toThrow('5001 columns')
  })
})

it('reads what it writes, whatever the cells hold', async () => {
  const cell = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/[\0\r\p{Cs}\uFEFF]/u.test(text))
  const table = fc.array(fc.tuple(fc.constant('key'), cell, cell), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 50 }), async (rows, chunk) => {
      const text = rows.map((cells) => csvLine(cells, ',')).join('')
      const read = await rowsOf(text, { chunk })
      expect(read.map(({ cells }) => cells.length)).toEqual(rows.map(() => 3))
    }),
    { numRuns: 100 },
  )
})

it('answers with rows or a refusal, whatever the bytes', async () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
    fc
      .string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', '\t', '=', ' '), maxLength: 300 })
      .map((text) => Buffer.from(text)),
  )
  await fc.assert(
    fc.asyncProperty(noise, async (bytes) => {
      const answer: unknown = await rowsOf(bytes, { chunk: 7 }).catch((error: unknown) => error)
      expect(Array.isArray(answer) || answer instanceof FileRefused).toBe(true)
    }),
    { numRuns: 300 },
  )
})
