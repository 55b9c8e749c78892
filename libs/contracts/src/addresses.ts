// How addresses are written in the countries that shops send to most, after the postal services' own rules. Terms: a
// *line* is what stands together on an envelope; in it A is street and number, Z the postal code, C the city and R the
// region, and all else is written as it stands.
export const addressFields = ['address_line1', 'address_line2', 'postal_code', 'city', 'region'] as const
export type AddressField = (typeof addressFields)[number]
export type Address = { readonly [Field in AddressField]?: string | null }

export interface AddressFormat {
  /** From the first line to the last, the country left out. */
  readonly lines: readonly string[]
  /** What an address with a street cannot do without. */
  readonly required: readonly AddressField[]
  /** Of the whole postal code; null where there is none, or it says nothing. */
  readonly postcode: RegExp | null
  readonly example: string | null
}

const field: Readonly<Record<string, AddressField>> = {
  A: 'address_line1',
  Z: 'postal_code',
  C: 'city',
  R: 'region',
}

type Row = readonly [lines: string, required: string, postcode?: string, example?: string]

const codeThenCity = 'A|Z C'
const table: Readonly<Record<string, Row>> = {
  AE: ['A|C|R', 'AC'],
  AR: ['A|Z C|R', 'AC', '[A-HJ-NP-Z]?\\d{4}([A-Z]{3})?', 'C1070AAM'],
  AT: [codeThenCity, 'AZC', '\\d{4}', '1010'],
  AU: ['A|C R Z', 'AZCR', '\\d{4}', '2060'],
  BE: [codeThenCity, 'AZC', '\\d{4}', '1000'],
  BG: [codeThenCity, 'AZC', '\\d{4}', '1000'],
  BR: ['A|C-R|Z', 'AZCR', '\\d{5}-?\\d{3}', '40301-110'],
  CA: ['A|C R Z', 'AZCR', '[ABCEGHJ-NPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z] ?\\d[ABCEGHJ-NPRSTV-Z]\\d', 'H3Z 2Y7'],
  CH: [codeThenCity, 'AZC', '\\d{4}', '8022'],
  CL: ['A|Z C|R', 'AC', '\\d{3}-?\\d{4}', '8340457'],
  CN: ['Z|R C|A', 'ACR', '\\d{6}', '100033'],
  CO: ['A|C, R, Z', 'ACR', '\\d{6}', '111221'],
  CY: [codeThenCity, 'AZC', '\\d{4}', '2008'],
  CZ: [codeThenCity, 'AZC', '\\d{3} ?\\d{2}', '110 00'],
  DE: [codeThenCity, 'AZC', '\\d{5}', '10115'],
  DK: [codeThenCity, 'AZC', '\\d{4}', '8660'],
  EE: [codeThenCity, 'AZC', '\\d{5}', '10111'],
  EG: ['A|C|R|Z', 'AC', '\\d{5}', '12411'],
  ES: ['A|Z C|R', 'AZC', '\\d{5}', '28039'],
  FI: [codeThenCity, 'AZC', '\\d{5}', '00550'],
  FR: [codeThenCity, 'AZC', '\\d{2} ?\\d{3}', '33380'],
  GB: ['A|C|Z', 'AZC', 'GIR ?0AA|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}', 'SW1Y 4JH'],
  GR: [codeThenCity, 'AZC', '\\d{3} ?\\d{2}', '151 24'],
  HK: ['A|C|R', 'AR'],
  HR: [codeThenCity, 'AZC', '\\d{5}', '10000'],
  HU: ['C|A|Z', 'AZC', '\\d{4}', '1037'],
  ID: ['A|C|R Z', 'ACR', '\\d{5}', '40115'],
  IE: ['A|C|R|Z', 'AC', '[A-Z]\\d[\\dW] ?[A-Z\\d]{4}', 'A65 F4E2'],
  IL: ['A|C Z', 'AC', '\\d{5}(\\d{2})?', '9614303'],
  IN: ['A|C Z|R', 'AZCR', '[1-9]\\d{2} ?\\d{3}', '110034'],
  IS: [codeThenCity, 'AZC', '\\d{3}', '320'],
  IT: ['A|Z C R', 'AZC', '\\d{5}', '00144'],
  JP: ['〒Z|R C|A', 'AZR', '\\d{3}-?\\d{4}', '154-0023'],
  KR: ['R C|A|Z', 'AZC', '\\d{5}', '03051'],
  KW: [codeThenCity, 'AC', '\\d{5}', '54541'],
  LT: [codeThenCity, 'AZC', '(LT-)?\\d{5}', '04340'],
  LU: [codeThenCity, 'AZC', '(L-)?\\d{4}', '4750'],
  LV: ['A|C, Z', 'AZC', '(LV-)?\\d{4}', 'LV-1073'],
  MA: [codeThenCity, 'AC', '\\d{5}', '53000'],
  MT: ['A|C Z', 'AC', '[A-Z]{3} ?\\d{2,4}', 'NXR 1234'],
  MX: ['A|Z C, R', 'AZCR', '\\d{5}', '02860'],
  MY: ['A|Z C|R', 'AZC', '\\d{5}', '43000'],
  NG: ['A|C Z|R', 'ACR', '\\d{6}', '930283'],
  NL: [codeThenCity, 'AZC', '[1-9]\\d{3} ?(?!SA|SD|SS)[A-Z]{2}', '1234 AB'],
  NO: [codeThenCity, 'AZC', '\\d{4}', '0025'],
  NZ: ['A|C Z', 'AZC', '\\d{4}', '6001'],
  PE: ['A|C Z|R', 'AC', '(LIMA \\d{1,2}|CALLAO 0?\\d)|[0-2]\\d{4}', '15001'],
  PH: ['A|Z C|R', 'AC', '\\d{4}', '1008'],
  PK: ['A|C-Z', 'AC', '\\d{5}', '44000'],
  PL: [codeThenCity, 'AZC', '\\d{2}-?\\d{3}', '00-950'],
  PT: [codeThenCity, 'AZC', '\\d{4}-\\d{3}', '2725-079'],
  QA: ['A|C', 'AC'],
  RO: [codeThenCity, 'AC', '\\d{6}', '060274'],
  RS: [codeThenCity, 'AC', '\\d{5,6}', '11000'],
  RU: ['A|C|R|Z', 'AZC', '\\d{6}', '247112'],
  SA: ['A|C Z', 'AC', '\\d{5}(-\\d{4})?', '11564'],
  SE: [codeThenCity, 'AZC', '\\d{3} ?\\d{2}', '114 55'],
  SG: ['A|C Z', 'AZ', '\\d{6}', '546080'],
  SI: [codeThenCity, 'AC', '(SI-)?\\d{4}', '4000'],
  SK: [codeThenCity, 'AZC', '\\d{3} ?\\d{2}', '010 01'],
  TH: ['A|C|R Z', 'AC', '\\d{5}', '10150'],
  TR: ['A|Z C/R', 'AZC', '\\d{5}', '01960'],
  TW: ['Z|R C|A', 'AC', '\\d{3}(\\d{2,3})?', '104'],
  UA: ['A|C|R|Z', 'AZC', '\\d{5}', '01055'],
  US: ['A|C, R Z', 'AZCR', '\\d{5}(-\\d{4})?', '95014'],
  VN: ['A|C|R Z', 'AC', '\\d{5}\\d?', '70010'],
  ZA: ['A|C|Z', 'AZC', '\\d{4}', '0083'],
}

const formats = new Map(Object.entries(table).map(([country, row]) => [country, formatOf(row)]))
const elsewhere = formatOf(['A|Z C|R', ''])

/** Countries with a format of their own. */
export const formattedCountries: readonly string[] = [...formats.keys()]

export function addressFormat(country: string | null | undefined): AddressFormat {
  return formats.get(country ?? '') ?? elsewhere
}

/** The fields in the order in which people of the country write them. */
export function addressOrder(country: string | null | undefined): AddressField[] {
  const named = [...addressFormat(country).lines.join('')].flatMap((letter) => field[letter] ?? [])
  const all: AddressField[] = [...new Set([...named, ...addressFields])]
  const others: AddressField[] = all.filter((name) => name !== 'address_line2')
  others.splice(others.indexOf('address_line1') + 1, 0, 'address_line2')
  return others
}

/** The lines of an address as its country writes them, the country's name left out; what is empty leaves no trace. */
export function addressLines(address: Address, country: string | null | undefined): string[] {
  const { lines } = addressFormat(country)
  const shown = new Set([...lines.join('')].map((letter) => field[letter]))
  const written = lines.flatMap((line) =>
    line === 'A' ? [address.address_line1 ?? '', address.address_line2 ?? ''] : [filled(line, address)],
  )
  // What the country has no place for is said all the same.
  const homeless = addressFields.filter((name) => name !== 'address_line2' && !shown.has(name))
  return [...written, ...homeless.map((name) => address[name] ?? '')].filter((line) => line.trim() !== '')
}

/** Whether a postal code has its country's form; any is right where we know of none. */
export function isPostcode(text: string, country: string | null | undefined): boolean {
  const { postcode } = addressFormat(country)
  return postcode === null || postcode.test(text.trim())
}

function filled(line: string, address: Address): string {
  let text = ''
  let between = ''
  for (const letter of line) {
    const name = field[letter]
    if (!name) between += letter
    else if (address[name]) {
      // Nothing stands in front of a line but a sign of its own, such as Japan's.
      text += (text ? between : between.replace(/[\s,/-]/g, '')) + address[name]
      between = ''
    }
  }
  return text
}

function formatOf([lines, required, postcode, example]: Row): AddressFormat {
  return {
    lines: lines.split('|'),
    required: [...required].flatMap((letter) => field[letter] ?? []),
    postcode: postcode === undefined ? null : new RegExp(`^(?:${postcode})$`, 'i'),
    example: example ?? null,
  }
}
