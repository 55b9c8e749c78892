// The SQL of an undo: its log, and what it comes to.
import { Injectable } from '@nestjs/common'
import type { KeptReason } from '@portolan/customers'
import { Database } from '@portolan/platform'
import type { LoggedChange, Subject } from './undo-log'

export interface Settled {
  readonly id: string
  readonly outcome: 'restored' | 'removed' | 'kept' | 'gone'
  readonly kept: { readonly reason: KeptReason | 'newer_import'; readonly fields: readonly string[] } | null
  /** The version of a row that is exactly what it was before the import. */
  readonly version?: number
}

export interface UndoCounts {
  readonly restored: number
  readonly removed: number
  readonly kept: number
}

const mine = 'c.tenant_id = current_tenant() and c.import_id = $1'

@Injectable()
export class UndoQueries {
  constructor(private readonly db: Database) {}

  /** The next changes that stand, and whether a newer import that stands has written to the same row. */
  next(
    importId: string,
    subject: Subject,
    after: string,
    limit: number,
  ): Promise<(LoggedChange & { readonly newer: boolean })[]> {
    return this.db.query(
      `select c.subject, c.subject_id as id, c.line, c.action, c.before::text as before, c.after::text as after,
              c.version_before, c.version,
              exists (select from import_changes n
                       where n.tenant_id = current_tenant() and n.subject_id = c.subject_id and n.subject = c.subject
                         and n.import_id <> c.import_id and n.written_at > c.written_at and n.undone_at is null) as newer
         from import_changes c
        where ${mine} and c.subject = $2 and c.subject_id > $3 and c.undone_at is null
        order by c.subject_id limit $4`,
      [importId, subject, after, limit],
    )
  }

  /** Writes down what became of each, and counts it. What was put back in part is done: the rest stays listed. */
  async settle(importId: string, subject: Subject, settled: readonly Settled[]): Promise<void> {
    await this.db.query(
      `with settled as (
         update import_changes c
            set undone_at = case when s.outcome <> 'kept' then now() end, kept = s.reason,
                kept_fields = array(select jsonb_array_elements_text(s.fields::jsonb))
           from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) as s (id, outcome, reason, fields)
          where ${mine} and c.subject = $2 and c.subject_id = s.id
         returning s.outcome, s.reason)
       update imports i
          set undo_restored = undo_restored + n.restored, undo_removed = undo_removed + n.removed, undo_kept = undo_kept + n.kept
         from (select count(*) filter (where outcome = 'restored') as restored,
                      count(*) filter (where outcome in ('removed', 'gone')) as removed,
                      count(*) filter (where reason is not null) as kept from settled) n
        where i.tenant_id = current_tenant() and i.id = $1`,
      [
        importId,
        subject,
        settled.map(({ id }) => id),
        settled.map(({ outcome }) => outcome),
        settled.map(({ kept }) => kept?.reason ?? null),
        settled.map(({ kept }) => JSON.stringify(kept?.fields ?? [])),
      ],
    )
  }

  /** Rows that are as an older import had left them count for it as if nobody had written to them since. */
  async handBack(importId: string, subject: Subject, settled: readonly Settled[]): Promise<void> {
    const same = settled.filter(({ version }) => version !== undefined)
    if (!same.length) return
    await this.db.query(
      `update import_changes older set version = s.version
         from unnest($3::uuid[], $4::integer[]) as s (id, version)
         join import_changes c on ${mine} and c.subject = $2 and c.subject_id = s.id
        where older.tenant_id = current_tenant() and older.subject = $2 and older.subject_id = s.id
          and older.import_id <> $1 and older.undone_at is null and older.version = c.version_before`,
      [importId, subject, same.map(({ id }) => id), same.map(({ version }) => version)],
    )
  }

  async finish(importId: string): Promise<UndoCounts> {
    const [counts] = await this.db.query<Record<keyof UndoCounts, string>>(
      `update imports set status = 'undone', undo_finished_at = now()
        where tenant_id = current_tenant() and id = $1
       returning undo_restored as restored, undo_removed as removed, undo_kept as kept`,
      [importId],
    )
    return { restored: Number(counts?.restored), removed: Number(counts?.removed), kept: Number(counts?.kept) }
  }
}
