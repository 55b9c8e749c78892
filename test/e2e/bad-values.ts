// Values that somebody might send, and whether the document's schema of a property rules them out.
import { resolved, type Schema } from './every-operation'

/** JSON texts, some of which JSON.stringify would never write. */
export const badValues: readonly string[] = [
  ...['"text"', '7', '-1', '1.5', 'true', 'null', '{}', '{"a":{"b":1}}', '{"$ne":null}', '[]', '[7]', '[null]', '[[]]'],
  ...['""', '" "', JSON.stringify('x'.repeat(10_000)), '"__proto__"', '"constructor"', `"'; drop table orders --"`],
  ...['-0', '2147483648', '9007199254740991', '1e-400', '1e308'],
  ...['"0000-00-00"', '"2026-02-30"', '"2026-02-30T10:00:00Z"', '"2026-01-01T24:00:00Z"', '"+275760-09-13T00:00:00Z"'],
  ...['"275760-09-13"', '"XXX"', '"ZZ"', '"eur"', '"1e-9"', '"-1.00"', '"NaN"', '"Infinity"', '"1,5"'],
  `"${'9'.repeat(40)}.99"`,
  '"javascript:alert(1)"',
]

/** JSON texts that no route takes anywhere. */
export const unheardOf: readonly string[] = [
  ...['"a\\u0000b"', '"\\ud800"', '1e400', '-1e400', '9007199254740993', '-9007199254740993', '[1e400]'],
  ...['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', '{"a":1,"a":2}', 'NaN', "'x'"],
  '['.repeat(100) + ']'.repeat(100),
]

/** Values of parameters, encoded; some are not even text. */
export const badParameters: readonly string[] = [
  ...['', '%20', 'text', '-1', '1.5', '1e400', '9007199254740993', '99999999999999999999999', '1e-9', 'NaN', 'true'],
  ...[
    'null',
    '%7B%7D',
    '%00',
    'a%00b',
    '%ED%A0%80',
    '%FF',
    '%',
    '__proto__',
    'constructor',
    ',',
    'a,,b',
    'x'.repeat(5000),
  ],
  ...['0000-00-00', '2026-02-30', '2026-02-30T10:00:00Z', '2026-01-01T24:00:00Z', '%2B275760-09-13', '275760-09-13'],
  ...['XXX', 'name;select%20pg_sleep(5)', "'%20or%201=1--", '(case%20when%201=1%20then%201%20end)', '%25%25%25%25'],
]

export const cardNumber = '4111 1111 1111 1111'

/** Every place of a body: its path, and what may stand there. */
export function places(schema: Schema, path: readonly string[] = []): { path: readonly string[]; schema: Schema }[] {
  const { properties = {}, items } = resolved(schema)
  const children = Object.entries(properties).map(([name, child]) => [[...path, name], child] as const)
  if (items) children.push([[...path, '0'], items])
  return children.flatMap(([at, child]) => [{ path: at, schema: resolved(child) }, ...places(child, at)])
}

/** The JSON text of `body` with `text` at `path`; objects and arrays that lead there are made. */
export function bodyWith(body: object, path: readonly string[], text: string): string {
  const copy = structuredClone(body) as Record<string, unknown>
  let place = copy
  path.slice(0, -1).forEach((name, index) => {
    place[name] ??= path[index + 1] === '0' ? [] : {}
    place = place[name] as Record<string, unknown>
  })
  place[path.at(-1) ?? ''] = '@here'
  return JSON.stringify(copy).replace('"@here"', () => text)
}

/** Whether the schema rules the value out. What it does not say is the service's to judge. */
export function ruledOut(declared: Schema, value: unknown): boolean {
  const schema = resolved(declared)
  const { type, enum: choices, items, properties, minItems = 0 } = schema
  const types = typeof type === 'string' ? [type] : (type ?? [])
  if (types.length && !types.some((name) => isOf(name, value))) return true
  if (choices && !choices.includes(value)) return true
  if (typeof value === 'string') return textRuledOut(schema, value)
  if (typeof value === 'number') return value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)
  if (Array.isArray(value)) {
    return value.length < minItems || (items !== undefined && value.some((one) => ruledOut(items, one)))
  }
  return (
    value !== null &&
    typeof value === 'object' &&
    Object.keys(value).some((name) => properties && !(name in properties))
  )
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  uri: /^https?:\/\//,
  currency: /^(?!XXX)[A-Z]{3}$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\d/,
  decimal: /^-?\d+(\.\d+)?$/,
}

function textRuledOut(schema: Schema, text: string): boolean {
  const { format = '', pattern, example, minLength = 0, maxLength = Infinity } = schema
  if (text.length < minLength || text.length > maxLength) return true
  if (pattern && !new RegExp(pattern, 'u').test(text)) return true
  if (formats[format] && !formats[format].test(text)) return true
  const timed = format.startsWith('date') || (typeof example === 'string' && /^\d{4}-\d\d-\d\d/.test(example))
  return (timed && !isTime(text)) || (isAmount(schema) && !/^-?\d{1,15}(\.\d{1,12})?$/.test(text))
}

function isTime(text: string): boolean {
  const time = Date.parse(text)
  return /^[12]\d{3}-(?!02-30)\d\d-\d\d(T(?!24).*)?$/.test(text) && !Number.isNaN(time)
}

/** A decimal string, as its example shows. */
export function isAmount({ example, type }: Schema): boolean {
  return type === 'string' && typeof example === 'string' && /^\d+\.\d+$/.test(example)
}

/** Text that people write as they like; not what shops and carriers number. */
export function isFreeText({ type, format, pattern, maxLength = 0, enum: choices }: Schema, name: string): boolean {
  const isText = type === 'string' || (Array.isArray(type) && type.includes('string'))
  return isText && !format && !pattern && !choices && maxLength >= 20 && !/(_id|_number|sku|source|_url)$/.test(name)
}

/** The first of every kind of schema: what one place allows, the others of its kind allow as well. */
export function oneOfEach<Place extends { readonly schema: Schema }>(all: readonly Place[]): Place[] {
  const kinds = new Map(
    all.map((place) => [JSON.stringify({ ...place.schema, example: null, description: null }), place]),
  )
  return [...kinds.values()]
}
