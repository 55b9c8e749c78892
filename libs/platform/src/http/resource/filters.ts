// Filters read text from the query string into typed parameters; whatever they cannot read never reaches SQL.
// Only leakproof comparisons stand here, because row-level security keeps others away from the indexes.
import { currencies, currencyExponent, parseDecimal, type Decimal } from '@portolan/contracts'
import type { MessageParams } from '../messages'
import type { Sql } from './definition'
import { isDay, isTime } from './times'

export const rangeOperators = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const
export type RangeOperator = keyof typeof rangeOperators

/** Adds a parameter and answers its typed placeholder, as in `$3::text`. */
export type Bind = (value: unknown, type: string) => Sql

export interface FilterSchema {
  readonly type: 'string' | 'integer' | 'boolean'
  readonly format?: string
  readonly enum?: readonly string[]
}

export interface Filter {
  readonly aliases: readonly string[]
  readonly schema: FilterSchema
  readonly ranges: boolean
  /** The condition for "no value", asked for as `none`; null when every row has a value. */
  readonly none: Sql | null
  /** The condition for "any of these". Throws Unreadable. */
  any(values: readonly string[], bind: Bind): Sql
  /** Throws Unreadable. */
  range(operator: RangeOperator, value: string, bind: Bind): Sql
}

/** A value that a filter cannot read, with the message's rule. */
export class Unreadable extends Error {
  constructor(
    readonly rule: string,
    readonly params: MessageParams = {},
  ) {
    super(rule)
  }
}

interface Options {
  /** Other names of the parameter, as in `country` for `country_code`. */
  readonly aliases?: readonly string[]
  /** Whether rows may lack a value; then `none` asks for them. */
  readonly nullable?: boolean
  /** The condition for a list placeholder, where the column itself is not what is compared, as in `exists (…)`. */
  readonly any?: (list: Sql) => Sql
  /** The condition for `none`, beside `any`. */
  readonly none?: Sql
}

interface Kind {
  readonly type: string
  readonly schema: FilterSchema
  readonly ranges: boolean
  readonly read: (text: string) => unknown
}

function compared(sql: Sql, kind: Kind, options: Options): Filter {
  return {
    aliases: options.aliases ?? [],
    schema: kind.schema,
    ranges: kind.ranges,
    none: options.none ?? (options.nullable ? `${sql} is null` : null),
    any(values, bind) {
      const read = values.map(kind.read)
      if (options.any) return options.any(bind(read, `${kind.type}[]`))
      if (read.length === 1) return `${sql} = ${bind(read[0], kind.type)}`
      return `${sql} = any(${bind(read, `${kind.type}[]`)})`
    },
    range: (operator, value, bind) => `${sql} ${rangeOperators[operator]} ${bind(kind.read(value), kind.type)}`,
  }
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function readWith(holds: (text: string) => boolean, rule: string, params?: MessageParams) {
  return (text: string): string => {
    if (!holds(text)) throw new Unreadable(rule, params)
    return text
  }
}

function textFilter(
  sql: Sql,
  { length = 250, ...options }: Options & { lower?: boolean; length?: number } = {},
): Filter {
  const fits = readWith((text) => text.length <= length, 'value.text', { max: length })
  const read = options.lower ? (text: string) => fits(text).toLowerCase() : fits
  return compared(sql, { type: 'text', schema: { type: 'string' }, ranges: false, read }, options)
}

/** Codes are compared in capitals, so that `country=de` finds DE. */
function codeFilter(sql: Sql, known: (code: string) => boolean, options: Options = {}): Filter {
  const read = readWith(known, 'value.code')
  const kind = { type: 'text', schema: { type: 'string' as const }, ranges: false }
  return compared(sql, { ...kind, read: (text) => read(text.toUpperCase()) }, options)
}

function oneOfFilter(sql: Sql, values: readonly string[], options: Options = {}): Filter {
  const read = readWith((text) => values.includes(text), 'value.one_of', { allowed: values.join(', ') })
  return compared(sql, { type: 'text', schema: { type: 'string', enum: values }, ranges: false, read }, options)
}

function uuidFilter(sql: Sql, options: Options = {}): Filter {
  const read = readWith((text) => uuidPattern.test(text), 'value.uuid')
  return compared(sql, { type: 'uuid', schema: { type: 'string', format: 'uuid' }, ranges: false, read }, options)
}

function integerFilter(sql: Sql, options: Options = {}): Filter {
  const read = readWith((text) => /^-?\d{1,18}$/.test(text), 'value.integer')
  return compared(sql, { type: 'bigint', schema: { type: 'integer' }, ranges: true, read }, options)
}

/** A number as JSON has them, in a column of doubles: comparing numeric is not leakproof. */
function numberFilter(sql: Sql, options: Options = {}): Filter {
  const read = readWith((text) => /^-?\d{1,15}(\.\d{1,15})?$/.test(text), 'value.decimal')
  const kind = { type: 'double precision', schema: { type: 'string' as const, format: 'decimal' }, ranges: true, read }
  return compared(sql, kind, options)
}

function dayFilter(sql: Sql, options: Options = {}): Filter {
  const read = readWith(isDay, 'value.day')
  return compared(sql, { type: 'date', schema: { type: 'string', format: 'date' }, ranges: true, read }, options)
}

function flagFilter(sql: Sql, options: Options = {}): Filter {
  const read = (text: string): boolean =>
    readWith((value) => /^(true|false)$/.test(value), 'value.flag')(text) === 'true'
  return compared(sql, { type: 'boolean', schema: { type: 'boolean' }, ranges: false, read }, options)
}

/** Midnight of a day in the tenant's zone; a scalar subselect, so that an index can serve the comparison. */
function midnight(day: Sql, daysLater = 0): Sql {
  return `(select (${day} + ${daysLater})::timestamp at time zone z.timezone from tenants z where z.id = current_tenant())`
}

/** Takes times and whole days of the tenant's zone: `[lte]=2026-01-31` includes that day's evening. */
function timeFilter(sql: Sql, options: Options = {}): Filter {
  const read = readWith(isTime, 'value.time')
  const kind = { type: 'timestamptz', schema: { type: 'string' as const, format: 'date-time' }, ranges: true, read }
  const exact = compared(sql, kind, options)
  const within = (text: string, bind: Bind): Sql => {
    if (!isDay(text)) return exact.any([text], bind)
    const day = bind(text, 'date')
    return `(${sql} >= ${midnight(day)} and ${sql} < ${midnight(day, 1)})`
  }
  return {
    ...exact,
    any: (values, bind) => `(${values.map((value) => within(value, bind)).join(' or ')})`,
    range(operator, value, bind) {
      if (!isDay(value)) return exact.range(operator, value, bind)
      const startsAfter = operator === 'gt' || operator === 'lte'
      return `${sql} ${operator.startsWith('g') ? '>=' : '<'} ${midnight(bind(value, 'date'), startsAfter ? 1 : 0)}`
    },
  }
}

/** Whose minor units a column holds: a currency's code, `tenant` for the tenant's, or the column with the row's own. */
type MoneyOf = string | { readonly column: Sql }

function moneyFilter(sql: Sql, of: MoneyOf, options: Options = {}): Filter {
  const compare = (operator: '=' | RangeOperator, text: string, bind: Bind): Sql => {
    const amount = readDecimal(text)
    const sign = operator === '=' ? '=' : rangeOperators[operator]
    if (of === 'tenant') return tenantMoney(sql, sign, amount, bind)
    const units = (exponent: number): Sql => bind(minorUnits(amount, exponent, operator), 'bigint')
    if (typeof of === 'string') return `${sql} ${sign} ${units(currencyExponent(of))}`
    return `${sql} ${sign} (${byExponent(of.column, units)})`
  }
  return {
    aliases: options.aliases ?? [],
    schema: { type: 'string', format: 'decimal' },
    ranges: true,
    none: options.nullable ? `${sql} is null` : null,
    any: (values, bind) => `(${values.map((value) => compare('=', value, bind)).join(' or ')})`,
    range: compare,
  }
}

function readDecimal(text: string): Decimal {
  try {
    return parseDecimal(text)
  } catch (cause) {
    throw new Unreadable('value.decimal', { cause: String(cause) })
  }
}

/** Minor units that compare like the decimal itself, which may lie between two of them; null equals nothing. */
function minorUnits({ units, scale }: Decimal, exponent: number, operator: '=' | RangeOperator): string | null {
  if (scale <= exponent) return String(units * 10n ** BigInt(exponent - scale))
  const divisor = 10n ** BigInt(scale - exponent)
  const [whole, rest] = [units / divisor, units % divisor]
  if (rest === 0n) return String(whole)
  if (operator === '=') return null
  const floor = rest < 0n ? whole - 1n : whole
  return String(operator === 'gt' || operator === 'lte' ? floor : floor + 1n)
}

function byExponent(currency: Sql, units: (exponent: number) => Sql): Sql {
  const cases = [0, 3, 4].map((exponent) => {
    const codes = currencies.filter((code) => currencyExponent(code) === exponent).map((code) => `'${code}'`)
    return `when ${currency} in (${codes.join(',')}) then ${units(exponent)}`
  })
  return `case ${cases.join(' ')} else ${units(2)} end`
}

/** One scalar subselect picks the tenant's exponent, so that an index can serve the comparison. */
function tenantMoney(sql: Sql, sign: string, amount: Decimal, bind: Bind): Sql {
  const operator = sign === '=' ? '=' : sign === '>=' ? 'gte' : sign === '>' ? 'gt' : sign === '<=' ? 'lte' : 'lt'
  const units = (exponent: number): Sql => bind(minorUnits(amount, exponent, operator), 'bigint')
  return `${sql} ${sign} (select ${byExponent('z.default_currency', units)} from tenants z where z.id = current_tenant())`
}

/** A filter on rows of another table: `find` makes the condition for the list from the one for those rows. */
function belowFilter(inner: Filter, find: (condition: Sql) => Sql, none: Sql): Filter {
  return {
    ...inner,
    none,
    any: (values, bind) => find(inner.any(values, bind)),
    range: (operator, value, bind) => find(inner.range(operator, value, bind)),
  }
}

export const filter = {
  text: textFilter,
  code: codeFilter,
  oneOf: oneOfFilter,
  uuid: uuidFilter,
  integer: integerFilter,
  number: numberFilter,
  below: belowFilter,
  day: dayFilter,
  flag: flagFilter,
  time: timeFilter,
  money: moneyFilter,
} as const
