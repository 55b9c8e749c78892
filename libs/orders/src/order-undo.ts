// Takes back what an import did to orders and refunds. Whatever it made goes, unless it was changed since or something
// hangs on it; of the others each field whose value is still the import's becomes what it was.
import { Injectable } from '@nestjs/common'
import { CustomersService, CustomFields, type KeptReason, type Undone, type WrittenChange } from '@portolan/customers'
import { Database, Outbox, type Changes } from '@portolan/platform'
import * as statements from './order-undo.statements'
import type { OrderKey } from './orders.queries'

const idsPerEvent = 500

/** An order or a refund as it stands. */
export interface Snapshot {
  readonly id: string
  readonly version: number
  /** JSON of its fields. */
  readonly fields: string
}

interface Since {
  readonly id: string
  readonly version: number
  readonly customer_id: string | null
  readonly is_deleted: boolean
  /** Fields that are no longer as the import left them. */
  readonly changed: readonly string[]
}

interface RemovedRefund {
  readonly id: string
  readonly order_id: string | null
  readonly amount: string
  readonly currency: string
}

const kinds = {
  order: {
    table: 'orders',
    own: '{order_items,order_field_values,timeline_entries}',
    snapshots: statements.orderSnapshots,
    differences: statements.orderDifferences,
    since: statements.ordersSince,
    restore: statements.restoreOrders,
    remove: statements.removeOrders,
    together: statements.amounts as readonly string[],
  },
  refund: {
    table: 'refunds',
    own: '{refund_items}',
    snapshots: statements.refundSnapshots,
    differences: statements.refundDifferences,
    since: statements.refundsSince,
    restore: statements.restoreRefunds,
    remove: statements.removeRefunds,
    // A refund is put back as a whole.
    together: null,
  },
} as const
export type UndoneKind = keyof typeof kinds

@Injectable()
export class OrderUndo {
  constructor(
    private readonly db: Database,
    private readonly customers: CustomersService,
    private readonly fields: CustomFields,
    private readonly outbox: Outbox,
  ) {}

  /** What stands under these keys, for the log of who is about to write it. */
  async snapshots(kind: UndoneKind, keys: readonly OrderKey[]): Promise<Map<string, Snapshot>> {
    if (!keys.length) return new Map()
    const rows = await this.db.query<Snapshot>(kinds[kind].snapshots, [
      keys.map(({ source }) => source),
      keys.map(({ external_id }) => external_id),
    ])
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** Rows that were just written, with their versions and customers. */
  async written(
    kind: UndoneKind,
    ids: readonly string[],
  ): Promise<{ id: string; version: number; customer_id: string | null }[]> {
    if (!ids.length) return []
    return this.db.query(
      `select id, version, customer_id from ${kinds[kind].table} where tenant_id = current_tenant() and id = any($1::uuid[])`,
      [ids],
    )
  }

  /** What has become of these since. */
  async differences(kind: UndoneKind, before: readonly Snapshot[]): Promise<WrittenChange[]> {
    if (!before.length) return []
    const rows = await this.db.query<Omit<WrittenChange, 'action'>>(kinds[kind].differences, [
      before.map(({ id }) => id),
      before.map(({ fields }) => fields),
      before.map(({ version }) => version),
    ])
    return rows.map((row) => ({ ...row, action: 'updated' }))
  }

  /** What the undo of each came to. Inside `tx` only. */
  async undoMany(kind: UndoneKind, changes: readonly WrittenChange[]): Promise<Undone[]> {
    const touched = await this.lock(kind, changes)
    const since = await this.since(kind, changes)
    const made = changes.filter(({ action }) => action === 'created')
    const edited = changes.filter(({ action }) => action === 'updated')
    const undone = [...(await this.removeMade(kind, made, since)), ...(await this.restoreFields(kind, edited, since))]
    await this.customers.refreshFigures([...touched])
    return undone
  }

  /** Customers first, then the rows, as everybody who writes orders does. Answers the customers. */
  private async lock(kind: UndoneKind, changes: readonly WrittenChange[]): Promise<Set<string>> {
    const { table } = kinds[kind]
    const ids = changes.map(({ id }) => id)
    const rows = await this.db.query<{ customer_id: string | null }>(
      `select distinct customer_id from ${table} where tenant_id = current_tenant() and id = any($1::uuid[])`,
      [ids],
    )
    const former = changes.map(({ before }) => fieldsOf(before).customer_id)
    const owners = [...rows.map(({ customer_id }) => customer_id), ...former]
    const touched = new Set(owners.filter((id): id is string => typeof id === 'string'))
    await this.customers.lock([...touched])
    await this.db.query(
      `select from ${table} where tenant_id = current_tenant() and id = any($1::uuid[]) order by id for update`,
      [ids],
    )
    return touched
  }

  private async since(kind: UndoneKind, changes: readonly WrittenChange[]): Promise<Map<string, Since>> {
    const rows = await this.db.query<Since>(kinds[kind].since, [
      changes.map(({ id }) => id),
      changes.map(({ after }) => after),
    ])
    return new Map(rows.map((row) => [row.id, row]))
  }

  private async removeMade(
    kind: UndoneKind,
    changes: readonly WrittenChange[],
    since: ReadonlyMap<string, Since>,
  ): Promise<Undone[]> {
    if (!changes.length) return []
    const used = await this.inUse(
      kind,
      changes.map(({ id }) => id),
    )
    const verdicts = changes.map((change) => verdictOnMade(change, since.get(change.id), used))
    const ids = verdicts.filter(({ outcome }) => outcome === 'removed').map(({ id }) => id)
    if (ids.length) await this.remove(kind, ids)
    return verdicts
  }

  private async inUse(kind: UndoneKind, ids: readonly string[]): Promise<Set<string>> {
    const { table, own } = kinds[kind]
    const rows = await this.db.query<{ id: string }>(
      `select rows_in_use($1::regclass, $2::uuid[], $3::regclass[]) as id`,
      [table, ids, own],
    )
    return new Set(rows.map(({ id }) => id))
  }

  private async restoreFields(
    kind: UndoneKind,
    changes: readonly WrittenChange[],
    since: ReadonlyMap<string, Since>,
  ): Promise<Undone[]> {
    const before = changes.map((change) => ({ id: change.id, before: fieldsOf(change.before) }))
    const taken = kind === 'order' ? await this.fields.takenAgain('orders', before) : new Map<string, string[]>()
    const plans = changes.map((change) => planOf(kind, change, since.get(change.id), taken.get(change.id)))
    const restoring = plans.filter(({ names }) => names.length)
    if (restoring.length) {
      await this.db.query(kinds[kind].restore, [
        restoring.map(({ change }) => change.id),
        restoring.map(({ change }) => change.before),
        restoring.map(({ names }) => JSON.stringify(names)),
      ])
      await this.tellRestored(kind, restoring)
    }
    return plans.map(({ undone }) => undone)
  }

  private async remove(kind: UndoneKind, ids: readonly string[]): Promise<void> {
    if (kind === 'order') {
      await this.db.query(kinds.order.remove, [ids])
      for (const some of parts(ids)) await this.outbox.append('order.deleted', { ids: some })
      return
    }
    const removed = await this.db.query<RemovedRefund>(kinds.refund.remove, [ids])
    await this.outbox.appendMany(
      'order.refund_deleted',
      removed.map(({ id, order_id, ...facts }) => ({ ids: [id], order_ids: order_id ? [order_id] : [], ...facts })),
    )
  }

  private async tellRestored(kind: UndoneKind, plans: readonly Plan[]): Promise<void> {
    for (const some of parts(plans)) {
      const ids = some.map(({ change }) => change.id)
      if (kind === 'refund') await this.outbox.append('order.refund_updated', { ids, order_ids: [] })
      else {
        const changes = Object.fromEntries(some.map((plan) => [plan.change.id, changesOf(plan)]))
        await this.outbox.append('order.updated', { ids, changes })
      }
    }
  }
}

interface Plan {
  readonly change: WrittenChange
  /** Fields that become what they were. */
  readonly names: readonly string[]
  readonly undone: Undone
}

function fieldsOf(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>
}

function kept(id: string, reason: KeptReason, fields: readonly string[] = []): Undone {
  return { id, outcome: 'kept', kept: { reason, fields } }
}

function verdictOnMade({ id, version }: WrittenChange, now: Since | undefined, used: ReadonlySet<string>): Undone {
  if (!now) return { id, outcome: 'gone', kept: null }
  if (now.is_deleted) return kept(id, 'deleted')
  if (used.has(id)) return kept(id, 'used')
  return now.version === version ? { id, outcome: 'removed', kept: null } : kept(id, 'changed')
}

function planOf(kind: UndoneKind, change: WrittenChange, now: Since | undefined, taken: readonly string[] = []): Plan {
  const { id } = change
  if (!now) return { change, names: [], undone: { id, outcome: 'gone', kept: null } }
  const { together } = kinds[kind]
  const all = Object.keys(fieldsOf(change.after))
  const belongs = (name: string) => together?.includes(name) ?? true
  const broken = now.changed.some(belongs)
  const changed = all.filter((name) => now.changed.includes(name) || (broken && belongs(name)))
  const left = all.filter((name) => changed.includes(name) || taken.includes(name))
  // What follows from the fields goes back only when all of them do: else the next file would find nothing to do.
  const names = left.length ? all.filter((name) => !left.includes(name) && !followers.has(name)) : all
  const undone: Undone = {
    id,
    outcome: names.length ? 'restored' : 'kept',
    kept: left.length
      ? { reason: changed.length ? 'changed' : 'value_taken', fields: left.filter((name) => !followers.has(name)) }
      : null,
    ...(!left.length && now.version === change.version ? { version: now.version + 1 } : {}),
  }
  return { change, names, undone }
}

const followers: ReadonlySet<string> = new Set([
  'day',
  'fx_state',
  'rate_day',
  'fx_rate',
  'total_amount_usd',
  'content_hash',
])

/** What each field was and became; of lines their number. */
function changesOf({ change, names }: Plan): Changes {
  const [before, after] = [fieldsOf(change.before), fieldsOf(change.after)]
  const shown = (name: string, value: unknown) => (name === 'items' && Array.isArray(value) ? value.length : value)
  return Object.fromEntries(
    names
      .filter((name) => !followers.has(name))
      .map((name) => [name, [shown(name, after[name] ?? null), shown(name, before[name] ?? null)]]),
  )
}

function parts<Value>(values: readonly Value[]): Value[][] {
  return Array.from({ length: Math.ceil(values.length / idsPerEvent) }, (_, index) =>
    values.slice(index * idsPerEvent, (index + 1) * idsPerEvent),
  )
}
