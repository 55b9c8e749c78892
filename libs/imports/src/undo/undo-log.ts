// What an import does to each row is logged in the transaction that does it, so that it can be taken back.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { CustomerImport, type ImportedCustomer, type WrittenChange } from '@portolan/customers'
import { OrderUndo, type Snapshot, type UndoneKind, type Written } from '@portolan/orders'
import { Database } from '@portolan/platform'

export const subjects = ['refund', 'order', 'identity', 'customer', 'tag'] as const
export type Subject = (typeof subjects)[number]

export interface LoggedChange extends WrittenChange {
  readonly subject: Subject
  readonly line: number
}

/** A customer that was made, and what was put on her afterwards. */
type Made = Pick<LoggedChange, 'id' | 'line' | 'after'>

interface WithLine {
  readonly line: number
}

const untouched = { before: '{}', after: '{}', version_before: null } as const

@Injectable()
export class UndoLog {
  constructor(
    private readonly db: Database,
    private readonly orders: OrderUndo,
    private readonly customers: CustomerImport,
  ) {}

  /** Logs orders or refunds that were written, and the customers that they brought along. */
  async ordersWritten(
    importId: string,
    kind: UndoneKind,
    before: ReadonlyMap<string, Snapshot>,
    written: readonly (Written & WithLine)[],
  ): Promise<void> {
    const lines = linesOf(written)
    const rows = await this.orders.written(kind, [...lines.keys()])
    const differences = await this.orders.differences(
      kind,
      [...before.values()].filter(({ id }) => lines.has(id)),
    )
    const made = rows.filter(({ id }) => !before.has(id))
    const owners = rows.flatMap(({ id, customer_id }) =>
      customer_id ? [[customer_id, lines.get(id) ?? 0] as const] : [],
    )
    await this.record(importId, [
      ...made.map(({ id, version }) => this.change(kind, id, version, lines.get(id))),
      ...differences.map((change) => ({ ...change, subject: kind, line: lines.get(change.id) ?? 0 })),
    ])
    await this.customersMade(importId, new Map(owners.reverse()))
  }

  /** Logs customers that a file of customers brought in, and the tags that it made. */
  async customersWritten(
    importId: string,
    results: readonly { readonly line: number; readonly result: ImportedCustomer }[],
    tags: readonly string[],
  ): Promise<void> {
    const made: Made[] = []
    const changes = results.flatMap(({ line, result }): LoggedChange[] => {
      if ('refused' in result || result.outcome === 'unchanged') return []
      const { id, outcome, version, version_before, identity } = result
      if (outcome === 'created' && !identity) {
        made.push({ id, line, after: tagsOf(result.tags) })
        return []
      }
      const own: LoggedChange = { ...fieldsOf(result), subject: 'customer', id, line, version_before, version }
      return identity ? [own, this.change('identity', identity, null, line)] : [own]
    })
    await this.recordMade(importId, made)
    await this.record(importId, [...changes, ...tags.map((id) => this.change('tag', id, null, 0))])
  }

  /** The same as `record` of customers that were made, each once: most rows of most files. */
  private async recordMade(importId: string, made: readonly Made[]): Promise<void> {
    if (!made.length) return
    await this.db.query(
      `insert into import_changes (tenant_id, id, import_id, subject, subject_id, line, action, before, after, version)
       select current_tenant(), c.own_id, $1, 'customer', c.id, c.line, 'created', '{}', c.after::jsonb, 1
         from unnest($2::uuid[], $3::uuid[], $4::integer[], $5::text[]) as c (own_id, id, line, after)`,
      [
        importId,
        made.map(() => newId()),
        made.map(({ id }) => id),
        made.map(({ line }) => line),
        made.map(({ after }) => after),
      ],
      { prepare: true },
    )
  }

  /** One row may be written twice by an import: then the first time says what it was, and the last what it became. */
  async record(importId: string, changes: readonly LoggedChange[]): Promise<void> {
    for (const turn of turns(changes)) {
      await this.db.query(
        `insert into import_changes (tenant_id, id, import_id, subject, subject_id, line, action, before, after,
                                     version_before, version)
         select current_tenant(), c.own_id, $1, c.subject, c.id, c.line, c.action, c.before::jsonb, c.after::jsonb,
                c.version_before, c.version
           from unnest($2::uuid[], $3::text[], $4::uuid[], $5::integer[], $6::text[], $7::text[], $8::text[],
                $9::integer[], $10::integer[])
             as c (own_id, subject, id, line, action, before, after, version_before, version)
         on conflict (tenant_id, import_id, subject, subject_id) do update
            set before = excluded.before || import_changes.before, after = import_changes.after || excluded.after,
                version = excluded.version, written_at = clock_timestamp()`,
        [
          importId,
          turn.map(() => newId()),
          turn.map(({ subject }) => subject),
          turn.map(({ id }) => id),
          turn.map(({ line }) => line),
          turn.map(({ action }) => action),
          turn.map(({ before }) => before),
          turn.map(({ after }) => after),
          turn.map(({ version_before }) => version_before),
          turn.map(({ version }) => version),
        ],
        { prepare: true },
      )
    }
  }

  private async customersMade(importId: string, lines: ReadonlyMap<string, number>): Promise<void> {
    const made = await this.customers.madeHere([...lines.keys()])
    await this.record(importId, [
      ...made.customers.map((id) => this.change('customer', id, 1, lines.get(id))),
      ...made.identities.map(({ id, customer_id }) => this.change('identity', id, null, lines.get(customer_id))),
    ])
  }

  private change(subject: Subject, id: string, version: number | null, line = 0): LoggedChange {
    return { subject, id, line, action: 'created', ...untouched, version }
  }
}

/** For those that were made only the tags are needed: they are put on without an edit being counted. */
function fieldsOf(
  result: Exclude<ImportedCustomer, { refused: unknown }>,
): Pick<LoggedChange, 'action' | 'before' | 'after'> {
  if (result.outcome === 'created') {
    return { action: 'created', before: '{}', after: tagsOf(result.tags) }
  }
  const pick = (index: 0 | 1) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(result.changes).map(([name, pair]) => [name, pair[index] ?? null])),
    )
  return { action: 'updated', before: pick(0), after: pick(1) }
}

function tagsOf(tags: readonly string[]): string {
  return JSON.stringify({ tags })
}

/** The first line of each row. */
function linesOf(written: readonly (Written & WithLine)[]): Map<string, number> {
  const lines = new Map<string, number>()
  for (const { id, outcome, line } of written) if (outcome !== 'unchanged' && !lines.has(id)) lines.set(id, line)
  return lines
}

/** A statement can meet a row once. */
function turns(changes: readonly LoggedChange[]): LoggedChange[][] {
  const found: LoggedChange[][] = []
  const seen = new Map<string, number>()
  for (const change of changes) {
    const key = `${change.subject} ${change.id}`
    const turn = seen.get(key) ?? 0
    seen.set(key, turn + 1)
    ;(found[turn] ??= []).push(change)
  }
  return found
}
