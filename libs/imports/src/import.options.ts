// What people may set for an import, read strictly; what they leave out the file tells, or the workspace.
import { isCurrency } from '@portolan/contracts'
import { invalid, isZone, keyGivenTwice } from '@portolan/platform'
import { delimiters, type Delimiter } from './csv/csv-rows'
import { dayOrders, type DayOrder } from './csv/day-order'
import { encodings, type Encoding } from './csv/encodings'
import { decimalMarks, type DecimalMark } from './csv/numbers'
import type { Mapping } from './mappings/mappings'

/** How the cells of a file are to be found and read. */
export interface Reading {
  readonly delimiter: Delimiter
  readonly encoding: Encoding
  /** Whether the first row names the columns; without names they are called Column 1, Column 2 … */
  readonly header: boolean
  /** Which comes first in 03/04/2026; null reads only days that can be read in one way. */
  readonly dates: DayOrder | null
  /** Null reads only numbers that can be read in one way. */
  readonly decimal_mark: DecimalMark | null
  /** Of a spreadsheet; null is the first. */
  readonly sheet: string | null
}

/** What the beginning of a file tells. */
export interface Detected extends Reading {
  readonly format: 'csv' | 'xlsx'
  readonly sheets: readonly string[]
  /** Settings that may be one or the other. */
  readonly ambiguous: readonly string[]
}

export interface ImportOptions extends Reading {
  readonly currency: string
  readonly timezone: string
  readonly source: string
  /** Whether everything is only tried: nothing stays. */
  readonly dry_run: boolean
  /** What happens to what stands already; `create` refuses it, and is for customers alone. */
  readonly on_duplicate: 'update' | 'skip' | 'create'
}

type Problem = string | null

export const plainReading: Reading = {
  delimiter: ',',
  encoding: 'utf-8',
  header: true,
  dates: null,
  decimal_mark: '.',
  sheet: null,
}

const rules: { readonly [Key in keyof ImportOptions]: (value: unknown) => Problem } = {
  currency: (value) => (typeof value === 'string' && isCurrency(value) ? null : 'must be an ISO 4217 code such as EUR'),
  timezone: (value) =>
    typeof value === 'string' && isZone(value) ? null : 'must be an IANA zone such as Europe/London',
  source: (value) =>
    typeof value === 'string' && isSource(value)
      ? null
      : 'must have 1 to 64 small letters, digits, dots, dashes or underscores, and is not manual',
  delimiter: (value) => oneOf(value, delimiters, 'must be one of , ; | or a tab'),
  encoding: (value) => oneOf(value, encodings, `must be one of ${encodings.join(', ')}`),
  header: flag,
  dates: (value) => oneOf(value, [...dayOrders, null], 'must be dmy, mdy or null'),
  decimal_mark: (value) => oneOf(value, [...decimalMarks, null], 'must be a point, a comma or null'),
  sheet: (value) =>
    value === null || (typeof value === 'string' && value.length >= 1 && value.length <= 100)
      ? null
      : 'must be the name of a sheet',
  dry_run: flag,
  on_duplicate: (value) => oneOf(value, ['update', 'skip', 'create'], 'must be update, skip or create'),
}

/** A name of the place that numbers come from. */
export function isSource(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(text) && text !== 'manual'
}

/**
 * Reads the options as JSON; what is absent is as the file tells, the workspace's or the mapping's. Throws a DomainError
 * (400) naming each option that is wrong.
 */
export function readOptions(
  text: string | undefined,
  mapping: Pick<Mapping, 'kind' | 'source'>,
  workspace: Pick<ImportOptions, 'currency' | 'timezone'>,
  reading: Reading = plainReading,
): ImportOptions {
  const defaults = { source: mapping.source, dry_run: false, on_duplicate: 'update' } as const
  const given = givenOptions(parseJson(text ?? '{}'), mapping)
  return { ...workspace, ...readingOf(reading), ...defaults, ...given }
}

/** The options among `value`, an object. Throws a DomainError (400) naming each option that is wrong. */
export function givenOptions(value: unknown, { kind }: Pick<Mapping, 'kind'>): Partial<ImportOptions> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid({ options: ['must be an object'] })
  const problems = new Map<string, string[]>()
  for (const [name, one] of Object.entries(value)) {
    const problem = problemOf(name, one, kind)
    if (problem) problems.set(`options.${name.slice(0, 60)}`, [problem])
  }
  if (problems.size) throw invalid(Object.fromEntries(problems))
  return Object.fromEntries(Object.entries(value))
}

/** Options as they were stored; older imports know nothing of some. */
export function storedOptions(text: string): ImportOptions {
  return { ...plainReading, ...(JSON.parse(text) as ImportOptions) }
}

export function readingOf({ delimiter, encoding, header, dates, decimal_mark, sheet }: Reading): Reading {
  return { delimiter, encoding, header, dates, decimal_mark, sheet }
}

function problemOf(name: string, value: unknown, kind: Mapping['kind']): Problem {
  if (name === 'notify') return 'is not supported yet'
  if (!Object.hasOwn(rules, name)) return `is not known; there are ${Object.keys(rules).join(', ')}`
  if (kind === 'orders' && name === 'on_duplicate' && value === 'create') return 'must be update or skip'
  return rules[name as keyof ImportOptions](value)
}

function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid({ options: ['is not valid JSON'] })
  }
  const twice = keyGivenTwice(text)
  if (twice !== null) throw invalid({ options: [`says ${twice} twice`] })
  return value
}

function flag(value: unknown): Problem {
  return typeof value === 'boolean' ? null : 'must be true or false'
}

function oneOf(value: unknown, allowed: readonly unknown[], problem: string): Problem {
  return allowed.includes(value) ? null : problem
}
