// Reads the XML of a spreadsheet part as it is unpacked: elements come out in order, and nothing is kept of them.
import { StringDecoder } from 'node:string_decoder'
import { SaxesParser } from 'saxes'
import { FileRefused } from '../import.errors'

export interface ElementHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

/** Feeds a part to `handler`, and stops for its consumer after every chunk. Throws FileRefused for broken XML. */
export async function* parseXml(part: AsyncIterable<Buffer>, handler: ElementHandler): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false })
  const decoder = new StringDecoder('utf8')
  // Entities that a document defines itself are how small files grow without end; spreadsheets have none.
  parser.on('doctype', () => {
    throw broken()
  })
  parser.on('opentag', ({ name, attributes }) => {
    handler.open(bare(name), attributes as Record<string, string>)
  })
  parser.on('closetag', ({ name }) => {
    handler.close(bare(name))
  })
  parser.on('text', (text) => {
    handler.text(text)
  })
  parser.on('error', () => {
    throw broken()
  })
  for await (const chunk of part) {
    parser.write(decoder.write(chunk))
    yield
  }
  parser.close()
  yield
}

/** Without the prefix that some programs give every element. */
function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function broken(): FileRefused {
  return new FileRefused('damaged', 0, 'The spreadsheet holds XML that cannot be read')
}
