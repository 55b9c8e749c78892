// Takes back what an import did to people. Whoever it made goes, unless she was edited since or something hangs on her;
// of the others each field whose value is still the import's becomes what it was.
import { Injectable } from '@nestjs/common'
import { isDeepStrictEqual } from 'node:util'
import { type Changes, changesBetween, Database, Outbox } from '@portolan/platform'
import type { KeptReason, Undone, WrittenChange } from './customer.commands'
import { CustomerImport } from './customer-import'
import * as statements from './customer-import.statements'
import { flat, parts, type Standing } from './customer-verdicts'
import type { CustomerFields } from './customers.queries'
import { CustomFields } from './fields/custom-fields'

const prefix = 'custom_fields.'

interface Change extends Omit<WrittenChange, 'before' | 'after'> {
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

interface Restoring {
  readonly now: Standing
  readonly change: Change
  /** Fields that become what they were. */
  readonly names: readonly string[]
  readonly kept: Undone['kept']
}

@Injectable()
export class CustomerUndo {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly customers: CustomerImport,
    private readonly fields: CustomFields,
  ) {}

  /** What the undo of each came to. Inside `tx` only. */
  async undoMany(written: readonly WrittenChange[]): Promise<Undone[]> {
    const changes = written.map(parsed)
    const standing = await this.customers.lockedMany(changes.map(({ id }) => id))
    const created = changes.filter(({ action }) => action === 'created')
    const updated = changes.filter(({ action }) => action === 'updated')
    return [...(await this.removeMade(created, standing)), ...(await this.restoreFields(updated, standing))]
  }

  /** Takes accounts away that were given to people who were there before. */
  async takeAccounts(ids: readonly string[]): Promise<Undone[]> {
    const taken = await this.db.query<{ id: string; customer_id: string }>(statements.takeAccounts, [ids])
    const people = [...new Set(taken.map(({ customer_id }) => customer_id))]
    for (const some of parts(people)) await this.outbox.append('customer.updated', { ids: some })
    const gone = new Set(taken.map(({ id }) => id))
    return ids.map((id) => (gone.has(id) ? { id, outcome: 'removed', kept: null } : kept(id, 'used')))
  }

  private async removeMade(changes: readonly Change[], standing: ReadonlyMap<string, Standing>): Promise<Undone[]> {
    const used = await this.inUse(changes.map(({ id }) => id))
    const verdicts = changes.map((change) => verdictOnMade(change, standing.get(change.id), used))
    const ids = verdicts.filter(({ outcome }) => outcome === 'removed').map(({ id }) => id)
    if (ids.length) await this.db.query(statements.remove, [ids])
    for (const some of parts(ids)) await this.outbox.append('customer.deleted', { ids: some })
    return verdicts
  }

  private async inUse(ids: readonly string[]): Promise<Set<string>> {
    if (!ids.length) return new Set()
    const rows = await this.db.query<{ id: string }>(
      `select rows_in_use('customers', $1::uuid[], '{customer_identities,customer_tags,customer_field_values,distinct_customers,timeline_entries}') as id`,
      [ids],
    )
    return new Set(rows.map(({ id }) => id))
  }

  private async restoreFields(changes: readonly Change[], standing: ReadonlyMap<string, Standing>): Promise<Undone[]> {
    const holders = await this.holdersOf(changes)
    const values = await this.fields.takenAgain('customers', changes)
    const restoring = changes.flatMap((change): Restoring[] => {
      const now = standing.get(change.id)
      if (!now) return []
      const holder = holders.get(String(change.before.email).toLowerCase()) ?? now.id
      return [restorable(change, now, [...(holder === now.id ? [] : ['email']), ...(values.get(now.id) ?? [])])]
    })
    const versions = await this.write(restoring)
    const done = new Map(restoring.map((one) => [one.change.id, one]))
    return changes.map(({ id }) => {
      const one = done.get(id)
      if (!one) return { id, outcome: 'gone', kept: null }
      const pristine = !one.kept && one.now.version === one.change.version
      return {
        id,
        outcome: one.names.length || !one.kept ? 'restored' : 'kept',
        kept: one.kept,
        ...(pristine ? { version: versions.get(id) ?? one.now.version } : {}),
      }
    })
  }

  /** Who has the e-mail addresses by now that these people had. */
  private async holdersOf(changes: readonly Change[]): Promise<Map<string, string>> {
    const emails = changes.flatMap(({ before }) => (typeof before.email === 'string' ? [before.email] : []))
    if (!emails.length) return new Map()
    const rows = await this.db.query<{ id: string; email_lower: string }>(statements.holders, [emails])
    return new Map(rows.map(({ id, email_lower }) => [email_lower, id]))
  }

  /** Answers the new versions of those whose own fields have changed. */
  private async write(restoring: readonly Restoring[]): Promise<Map<string, number>> {
    const told: Record<string, Changes> = {}
    const rows: ({ id: string } & CustomerFields)[] = []
    const versions = new Map<string, number>()
    for (const { now, change, names } of restoring) {
      if (!names.length) continue
      const fields = restored(now.fields, change.before, names)
      const changed = changesBetween(flat(now.fields), flatAgain(now.fields, fields))
      if (Object.keys(changed).length) {
        rows.push({ id: now.id, ...fields })
        versions.set(now.id, now.version + 1)
      }
      told[now.id] = names.includes('tags') ? { ...changed, tags: [now.tags, change.before.tags] } : changed
    }
    await this.customers.update(rows)
    await this.takeTags(restoring.filter(({ names }) => names.includes('tags')))
    for (const ids of parts(Object.keys(told))) {
      const changes = Object.fromEntries(ids.map((id) => [id, told[id] ?? {}]))
      await this.outbox.append('customer.updated', { ids, changes })
    }
    return versions
  }

  private async takeTags(restoring: readonly Restoring[]): Promise<void> {
    const pairs = restoring.flatMap(({ now, change: { before } }) =>
      now.tags.filter((name) => !textsOf(before.tags).includes(name)).map((name) => [now.id, name] as const),
    )
    if (!pairs.length) return
    await this.db.query(statements.takeTags, [pairs.map(([id]) => id), pairs.map(([, name]) => name)])
  }
}

function parsed(change: WrittenChange): Change {
  const fields = (text: string) => JSON.parse(text) as Change['before']
  return { ...change, before: fields(change.before), after: fields(change.after) }
}

function kept(id: string, reason: KeptReason, fields: readonly string[] = []): Undone {
  return { id, outcome: 'kept', kept: { reason, fields } }
}

function verdictOnMade({ id, version, after }: Change, now: Standing | undefined, used: ReadonlySet<string>): Undone {
  if (!now) return { id, outcome: 'gone', kept: null }
  if (now.is_deleted) return kept(id, 'deleted')
  if (used.has(id)) return kept(id, 'used')
  const retagged = !isDeepStrictEqual(textsOf(after.tags), [...now.tags])
  if (now.version !== version || retagged) return kept(id, 'changed', retagged ? ['tags'] : [])
  return { id, outcome: 'removed', kept: null }
}

/** `taken` are the fields whose values from before belong to somebody else by now. */
function restorable(change: Change, now: Standing, taken: readonly string[]): Restoring {
  if (now.is_deleted) return { now, change, names: [], kept: { reason: 'deleted', fields: Object.keys(change.after) } }
  const present = { ...flat(now.fields), tags: now.tags }
  const names = Object.keys(change.after)
  const same = names.filter((name) => isDeepStrictEqual(change.after[name] ?? null, valueOf(present, name)))
  const restoring = same.filter((name) => !taken.includes(name))
  const left = names.filter((name) => !restoring.includes(name))
  return { now, change, names: restoring, kept: left.length ? { reason: reasonFor(left, same), fields: left } : null }
}

/** Why these stay; `same` are as the import left them. */
function reasonFor(left: readonly string[], same: readonly string[]): KeptReason {
  if (left.some((name) => !same.includes(name))) return 'changed'
  return left.includes('email') ? 'email_taken' : 'value_taken'
}

function valueOf(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  return (Object.hasOwn(fields, name) ? fields[name] : null) ?? null
}

function restored(now: CustomerFields, before: Change['before'], names: readonly string[]): CustomerFields {
  const own = names.filter((name) => !name.startsWith(prefix) && name !== 'tags')
  const custom = new Map(Object.entries(now.custom_fields))
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    const key = name.slice(prefix.length)
    if ((before[name] ?? null) === null) custom.delete(key)
    else custom.set(key, before[name])
  }
  const fields = Object.fromEntries(own.map((name) => [name, before[name] ?? null]))
  return { ...now, ...fields, custom_fields: Object.fromEntries(custom) }
}

/** The new fields, with a null for every custom field that is gone. */
function flatAgain(before: CustomerFields, after: CustomerFields): Record<string, unknown> {
  const gone = Object.keys(before.custom_fields).filter((key) => !(key in after.custom_fields))
  return { ...flat(after), ...Object.fromEntries(gone.map((key) => [`${prefix}${key}`, null])) }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
