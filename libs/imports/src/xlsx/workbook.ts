// What stands around the sheets of a spreadsheet: their names, the texts that cells share, and which styles are days.
import { FileRefused } from '../import.errors'
import { isDayFormat, type Calendar } from './cell-values'
import { parseXml, type ElementHandler } from './xml-parts'
import type { ZipEntries } from './zip-entries'

export interface Book {
  readonly sheets: readonly { readonly name: string; readonly path: string }[]
  readonly calendar: Calendar
}

const mostShared = { texts: 1_000_000, characters: 64_000_000 }

async function parsed(part: AsyncIterable<Buffer>, handler: Partial<ElementHandler>): Promise<void> {
  const nothing = () => undefined
  const whole = { open: nothing, close: nothing, text: nothing, ...handler }
  for await (const _ of parseXml(part, whole)) continue
}

/** Throws FileRefused when this is no spreadsheet. */
export async function readBook(zip: ZipEntries): Promise<Book> {
  if (!zip.has('xl/workbook.xml')) throw new FileRefused('type', 0, 'The file is an archive, not a spreadsheet')
  const paths = new Map<string, string>()
  await parsed(zip.read('xl/_rels/workbook.xml.rels'), {
    open: (name, { Id: id = '', Target: target = '' }) => {
      if (name === 'Relationship') paths.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`)
    },
  })
  const sheets: { name: string; path: string }[] = []
  let calendar: Calendar = 1900
  await parsed(zip.read('xl/workbook.xml'), {
    open: (name, attributes) => {
      if (name === 'workbookPr' && ['1', 'true'].includes(attributes.date1904 ?? '')) calendar = 1904
      const path = paths.get(attributes['r:id'] ?? '') ?? ''
      if (name === 'sheet' && zip.has(path)) sheets.push({ name: attributes.name ?? '', path })
    },
  })
  return { sheets, calendar }
}

/** Places of the styles whose numbers are days. */
export async function readStyles(zip: ZipEntries): Promise<Set<number>> {
  const days = new Set<number>()
  if (!zip.has('xl/styles.xml')) return days
  const codes = new Map<number, string>()
  let inCells = false
  let place = 0
  await parsed(zip.read('xl/styles.xml'), {
    open: (name, { numFmtId = '0', formatCode = '' }) => {
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode)
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        if (isDayFormat(Number(numFmtId), codes.get(Number(numFmtId)))) days.add(place)
        place++
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false
    },
  })
  return days
}

/** Throws FileRefused when the texts are more than memory should hold. */
export async function readShared(zip: ZipEntries): Promise<string[]> {
  const texts: string[] = []
  if (!zip.has('xl/sharedStrings.xml')) return texts
  let [text, characters, reading, phonetic] = ['', 0, false, false]
  await parsed(zip.read('xl/sharedStrings.xml'), {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') reading = !phonetic
    },
    close: (name) => {
      if (name === 't') reading = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') texts.push(text)
    },
    text: (part) => {
      if (!reading) return
      text += part
      characters += part.length
      if (characters > mostShared.characters || texts.length > mostShared.texts)
        throw new FileRefused(
          'too_much_text',
          0,
          'The spreadsheet holds more than 64 million characters; save it as CSV',
        )
    },
  })
  return texts
}
