// Spreadsheets for specs, made by hand of their parts, so that they can be wrong in every way.
import { crc32, deflateRawSync } from 'node:zlib'

export type Cell = string | number | Date | { readonly xml: string }

const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
const book = `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`
const links = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
const styles = `<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`
const spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

export function aSpreadsheet(rows: readonly (readonly Cell[])[]): Buffer {
  const shared = new Map<string, number>()
  const cell = (value: Cell, reference: string) => {
    if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`
    if (value instanceof Date)
      return `<c r="${reference}" s="1"><v>${(value.getTime() - Date.UTC(1899, 11, 30)) / 86_400_000}</v></c>`
    if (typeof value !== 'string') return value.xml
    if (!shared.has(value)) shared.set(value, shared.size)
    return `<c r="${reference}" t="s"><v>${shared.get(value)}</v></c>`
  }
  const lines = rows.map(
    (row, index) =>
      `<row r="${index + 1}">${row.map((value, column) => cell(value, `${String.fromCharCode(65 + column)}${index + 1}`)).join('')}</row>`,
  )
  const texts = [...shared.keys()].map((text) => `<si><t>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</t></si>`)
  return zipOf({
    '[Content_Types].xml': types,
    'xl/workbook.xml': book,
    'xl/_rels/workbook.xml.rels': links,
    'xl/styles.xml': styles,
    'xl/sharedStrings.xml': `<?xml version="1.0"?><sst ${spaces}>${texts.join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet ${spaces}><sheetData>${lines.join('')}</sheetData></worksheet>`,
  })
}

/** An archive; `statedSize` lies about what its parts unpack to. */
export function zipOf(parts: Readonly<Record<string, string | Buffer>>, statedSize?: number): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const [plain, title] = [Buffer.from(content), Buffer.from(name)]
    const packed = deflateRawSync(plain)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(plain), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(statedSize ?? plain.length, 18)
    common.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, title, packed])
    const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), title])
    entry.writeUInt32LE(offset, 42)
    locals.push(local)
    entries.push(entry)
    offset += local.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  const size = entries.reduce((sum, entry) => sum + entry.length, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...entries, end])
}
