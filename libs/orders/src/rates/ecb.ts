// The ECB's reference rates as it publishes them: XML with one or many days, CSV with one row per day; plain, gzipped
// or zipped. Units of the currency for one euro; "Source: ECB".
import { gunzipSync, inflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { XMLParser } from 'fast-xml-parser'
import { DomainError } from '@portolan/platform'

export interface PublishedRate {
  readonly currency: string
  readonly day: string
  /** A decimal string. */
  readonly rate: string
}

/** The whole history is 2 MB as CSV and 10 MB as XML. */
export const largestFeed = 64 * 1024 * 1024
const dayPattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const ratePattern = /^\d{1,9}(\.\d{1,12})?$/
const currencyPattern = /^[A-Z]{3}$/

export class NotRates extends DomainError {
  constructor(what: string) {
    super('malformed', 'rates.malformed', `This is no file of the ECB's reference rates: ${what}`)
  }
}

/** Reads a feed, whatever its form. Throws NotRates. */
export function readRates(bytes: Buffer): PublishedRate[] {
  const text = unpack(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  const rates = text.startsWith('<') ? readXml(text) : readCsv(text)
  if (!rates.length) throw new NotRates('it has no rates')
  return rates
}

function unpack(bytes: Buffer): Buffer {
  try {
    if (bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b])))
      return gunzipSync(bytes, { maxOutputLength: largestFeed })
    if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return unzip(bytes)
  } catch (cause) {
    throw new NotRates(cause instanceof Error ? cause.message : 'it cannot be unpacked')
  }
  return bytes
}

/** The ECB zips one file; its size stands in the archive's directory, at the end. */
function unzip(bytes: Buffer): Buffer {
  const entry = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))
  if (entry < 0 || entry + 46 > bytes.length) throw new NotRates('the archive has no directory')
  const [method, packed, local] = [
    bytes.readUInt16LE(entry + 10),
    bytes.readUInt32LE(entry + 20),
    bytes.readUInt32LE(entry + 42),
  ]
  if (local + 30 > bytes.length) throw new NotRates('the archive is cut off')
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  const content = bytes.subarray(start, start + packed)
  if (method === 0) return content
  if (method !== 8) throw new NotRates('the archive is packed in an unknown way')
  return inflateRawSync(content, { maxOutputLength: largestFeed })
}

interface Cube {
  readonly time?: string
  readonly currency?: string
  readonly rate?: string
  readonly Cube?: Cube | readonly Cube[]
}

/** `<Cube><Cube time="…"><Cube currency="USD" rate="1.1"/>…`, inside a gesmes envelope. */
function readXml(text: string): PublishedRate[] {
  // No entities: a feed needs none, and they can grow without end.
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    removeNSPrefix: true,
    processEntities: false,
  })
  let document: { Envelope?: { Cube?: Cube } }
  try {
    document = parser.parse(text, true) as typeof document
  } catch (cause) {
    throw new NotRates(cause instanceof Error ? cause.message : 'it is not XML')
  }
  return cubesOf(document.Envelope?.Cube).flatMap((day) =>
    cubesOf(day).map(({ currency = '', rate = '' }) => checked(currency, day.time ?? '', rate)),
  )
}

function cubesOf(parent: Cube | undefined): readonly Cube[] {
  const children = parent?.Cube ?? []
  return Array.isArray(children) ? (children as readonly Cube[]) : [children as Cube]
}

/** `Date,USD,JPY,…` with `N/A` where there is no rate; every line ends in a comma. */
function readCsv(text: string): PublishedRate[] {
  let rows: string[][]
  try {
    rows = parse(text, { trim: true, skip_empty_lines: true })
  } catch (cause) {
    throw new NotRates(cause instanceof Error ? cause.message : 'it is not CSV')
  }
  const [header = [], ...days] = rows
  if (header[0] !== 'Date') throw new NotRates('its first column is not called Date')
  const currencies = header.slice(1)
  return days.flatMap(([day = '', ...rates]) =>
    currencies.flatMap((currency, index) => {
      const rate = rates[index] ?? ''
      return currency === '' || rate === '' || rate === 'N/A' ? [] : [checked(currency, day, rate)]
    }),
  )
}

function checked(currency: string, day: string, rate: string): PublishedRate {
  if (!currencyPattern.test(currency)) throw new NotRates(`${JSON.stringify(currency.slice(0, 20))} is no currency`)
  if (!dayPattern.test(day) || Number.isNaN(Date.parse(day)))
    throw new NotRates(`${JSON.stringify(day.slice(0, 20))} is no day`)
  if (!ratePattern.test(rate) || Number(rate) === 0)
    throw new NotRates(`${JSON.stringify(rate.slice(0, 20))} is no rate`)
  return { currency, day, rate }
}
