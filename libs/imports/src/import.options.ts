// What people may set for an import, read strictly.
import { isCurrency } from '@portolan/contracts'
import { invalid } from '@portolan/platform'
import { delimiters, type Delimiter } from './csv/csv-rows'
import type { Mapping } from './mappings/mappings'

export interface ImportOptions {
  readonly currency: string
  readonly timezone: string
  readonly source: string
  readonly delimiter: Delimiter
  /** Whether everything is only tried: nothing stays. */
  readonly dry_run: boolean
  /** What happens to what stands already; `create` refuses it, and is for customers alone. */
  readonly on_duplicate: 'update' | 'skip' | 'create'
}

type Problem = string | null

const rules: { readonly [Key in keyof ImportOptions]: (value: unknown) => Problem } = {
  currency: (value) => (typeof value === 'string' && isCurrency(value) ? null : 'must be an ISO 4217 code such as EUR'),
  timezone: (value) =>
    typeof value === 'string' && isZone(value) ? null : 'must be an IANA zone such as Europe/London',
  source: (value) =>
    typeof value === 'string' && isSource(value)
      ? null
      : 'must have 1 to 64 small letters, digits, dots, dashes or underscores, and is not manual',
  delimiter: (value) => (isDelimiter(value) ? null : 'must be one of , ; | or a tab'),
  dry_run: (value) => (typeof value === 'boolean' ? null : 'must be true or false'),
  on_duplicate: (value) =>
    value === 'update' || value === 'skip' || value === 'create' ? null : 'must be update, skip or create',
}

/** A name of the place that numbers come from. */
export function isSource(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(text) && text !== 'manual'
}

/**
 * Reads the options as JSON; what is absent is the workspace's or the mapping's. Throws a DomainError (400) naming each
 * option that is wrong.
 */
export function readOptions(
  text: string | undefined,
  mapping: Mapping,
  workspace: Pick<ImportOptions, 'currency' | 'timezone'>,
): ImportOptions {
  const given = parseObject(text ?? '{}')
  const problems = new Map<string, string[]>()
  for (const [name, value] of given) {
    const problem =
      mapping.kind === 'orders' && name === 'on_duplicate' && value === 'create'
        ? 'must be update or skip'
        : problemOf(name, value)
    if (problem) problems.set(`options.${name.slice(0, 60)}`, [problem])
  }
  if (problems.size) throw invalid(Object.fromEntries(problems))
  const defaults = { source: mapping.source, delimiter: ',', dry_run: false, on_duplicate: 'update' } as const
  return { ...workspace, ...defaults, ...(Object.fromEntries(given) as Partial<ImportOptions>) }
}

function problemOf(name: string, value: unknown): Problem {
  if (name === 'notify') return 'is not supported yet'
  if (!Object.hasOwn(rules, name)) return `is not known; there are ${Object.keys(rules).join(', ')}`
  return rules[name as keyof ImportOptions](value)
}

function parseObject(text: string): [string, unknown][] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid({ options: ['is not valid JSON'] })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid({ options: ['must be an object'] })
  return Object.entries(value)
}

function isDelimiter(value: unknown): value is Delimiter {
  return (delimiters as readonly unknown[]).includes(value)
}

function isZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value })) && !/^[+-]/.test(value)
  } catch {
    return false
  }
}
