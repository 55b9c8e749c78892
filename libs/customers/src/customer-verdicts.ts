// What is to become of each person of a file, beside what stands already.
import { newId } from '@portolan/contracts'
import { changesBetween, type Changes, DomainError, type ErrorDetails } from '@portolan/platform'
import type { ImportCustomer, ImportedCustomer, NewCustomer, OnDuplicate } from './customer.commands'
import { fieldsOf, mergedFields } from './customer.fields'
import { followingColumns, type CustomerFields, type TenantDefaults } from './customers.queries'

const idsPerEvent = 500

export interface Standing {
  readonly id: string
  readonly version: number
  readonly is_deleted: boolean
  readonly fields: CustomerFields
  readonly tags: readonly string[]
}

export interface Incoming extends ImportCustomer {
  readonly place: number
  readonly assigned_to: string | null
}

export interface Ground {
  readonly defaults: TenantDefaults
  readonly onDuplicate: OnDuplicate
}

export interface Decided {
  readonly incoming: Incoming
  readonly before: Standing | null
  readonly id: string
  readonly fields: CustomerFields
  /** As the text of a JSON object, where she is new. */
  readonly row: string | null
  readonly changes: Changes
  /** The account that she is to be given. */
  readonly claims: boolean
}

export function judge(
  incoming: Incoming,
  { before, claims }: { before: Standing | null; claims: boolean },
  byEmail: string | null,
  { defaults, onDuplicate }: Ground,
): Decided | ImportedCustomer {
  if (before?.is_deleted) return refused('email', 'This customer is in the trash; restore her first')
  if (before && onDuplicate === 'create') return refused('email', 'This customer is there already')
  if (before && onDuplicate === 'skip') return unchanged(before)
  if (before && byEmail !== null && byEmail !== before.id)
    return refused('email', 'Another customer has this e-mail address')
  if (!before) {
    const made = incoming.asNew ?? newCustomer(incoming, defaults, incoming.assigned_to)
    if ('refused' in made) return made
    return { incoming, before, id: made.id, fields: made.fields, row: made.row, changes: {}, claims }
  }
  try {
    const own = mergedFields(before.fields, incoming.fields, defaults)
    const fields = { ...own, assigned_to: incoming.assigned_to ?? before.fields.assigned_to }
    const changes = changesOf(before, fields, incoming.tags)
    if (!claims && !Object.keys(changes).length) return unchanged(before)
    return { incoming, before, id: before.id, fields, row: null, changes, claims }
  } catch (error) {
    return refusalOf(error)
  }
}

/** What somebody becomes whom nobody knows. */
export function newCustomer(
  { account, fields: said }: Pick<ImportCustomer, 'account' | 'fields'>,
  defaults: TenantDefaults,
  assigned_to: string | null,
): NewCustomer {
  try {
    const [id, fields] = [newId(), Object.assign(namedFields(account, said, defaults), { assigned_to })]
    // Their texts are joined: one object of both would be copied for every row of a file.
    const following = JSON.stringify({ id, ...followingColumns(fields) })
    return { id, fields, row: `${JSON.stringify(fields).slice(0, -1)},${following.slice(1)}` }
  } catch (error) {
    return refusalOf(error)
  }
}

function refusalOf(error: unknown): { refused: ErrorDetails } {
  if (!(error instanceof DomainError)) throw error
  return { refused: error.details ?? { '': [error.message] } }
}

/** An account is as good as a name: shops know people by their number alone. */
function namedFields(
  account: ImportCustomer['account'],
  fields: ImportCustomer['fields'],
  defaults: TenantDefaults,
): Omit<CustomerFields, 'assigned_to'> {
  if (!account) return fieldsOf(fields, defaults)
  return mergedFields({ ...nobody, ...standard(defaults) }, fields, defaults)
}

function standard({ currency, language, timezone }: TenantDefaults) {
  return { currency, language, timezone }
}

const nobody: CustomerFields = {
  first_name: null,
  last_name: null,
  company_name: null,
  email: null,
  phone: null,
  country_code: null,
  region: null,
  city: null,
  postal_code: null,
  address_line1: null,
  address_line2: null,
  timezone: '',
  language: '',
  currency: '',
  status: 'active',
  custom_fields: {},
  assigned_to: null,
}

function refused(field: string, reason: string): ImportedCustomer {
  return { refused: { [field]: [reason] } satisfies ErrorDetails }
}

function unchanged({ id, version, tags }: Standing): ImportedCustomer {
  return { id, outcome: 'unchanged', version_before: version, version, changes: {}, identity: null, tags }
}

export function outcomeOf({ id, before, changes, incoming }: Decided, identity: string | null): ImportedCustomer {
  const tags = withTags(before?.tags ?? [], incoming.tags)
  if (!before) return { id, outcome: 'created', version_before: null, version: 1, changes: {}, identity: null, tags }
  const edited = Object.keys(changes).some((name) => name !== 'tags')
  const { version } = before
  return {
    id,
    outcome: 'updated',
    version_before: version,
    version: version + (edited ? 1 : 0),
    changes,
    identity,
    tags,
  }
}

function changesOf({ fields: before, tags }: Standing, after: CustomerFields, more: readonly string[]): Changes {
  return changesBetween({ ...flat(before), tags }, { ...flat(after), tags: withTags(tags, more) })
}

/** Each custom field as a field of its own. */
export function flat({ custom_fields, ...fields }: CustomerFields): Record<string, unknown> {
  const custom = Object.entries(custom_fields).map(([key, value]) => [`custom_fields.${key}`, value])
  return { ...fields, ...(Object.fromEntries(custom) as Record<string, unknown>) }
}

/** Names of tags in the order in which they are read. */
function withTags(tags: readonly string[], more: readonly string[]): string[] {
  const known = new Set(tags.map((name) => name.toLowerCase()))
  const added = more.filter((name) => !known.has(name.toLowerCase()))
  return [...tags, ...added].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1))
}

export function columnsOf(row: object): string[] {
  return Object.keys(row).filter((name) => name !== 'id')
}

/** The same person twice in a file is brought in one after the other. */
export function rounds(incoming: readonly Incoming[]): Incoming[][] {
  const found: Incoming[][] = []
  const next = new Map<string, number>()
  for (const one of incoming) {
    const { account, fields } = one
    const names = [
      account && JSON.stringify([account.source, account.external_id]),
      fields.email?.trim().toLowerCase(),
    ].filter((name) => typeof name === 'string')
    const turn = Math.max(0, ...names.map((name) => next.get(name) ?? 0))
    for (const name of names) next.set(name, turn + 1)
    ;(found[turn] ??= []).push(one)
  }
  return found
}

/** Two changes of one person as one. */
export function joined(first: Changes | undefined, second: Changes): Changes {
  if (!first) return second
  const pairs = Object.entries(second).map(([name, [before, after]]) => [name, [first[name]?.[0] ?? before, after]])
  return { ...first, ...(Object.fromEntries(pairs) as Changes) }
}

export function parts<Value>(values: readonly Value[]): Value[][] {
  return Array.from({ length: Math.ceil(values.length / idsPerEvent) }, (_, index) =>
    values.slice(index * idsPerEvent, (index + 1) * idsPerEvent),
  )
}
