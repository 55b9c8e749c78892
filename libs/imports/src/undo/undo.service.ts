import { Injectable } from '@nestjs/common'
import { Database, type Json, type JsonPage, type ListQuery, missing, Outbox } from '@portolan/platform'
import { ImportNotUndoable } from '../import.errors'
import { importsResource } from '../imports.resource'
import { keptRowsResource } from './kept-rows.resource'

interface Standing {
  readonly status: string
  readonly is_dry_run: boolean
  readonly is_over: boolean
  readonly is_expired: boolean
  readonly undo_runs: boolean
  readonly changes: string
  readonly left: string
}

/** For how long the log of an import is kept. */
export const undoDays = 30

@Injectable()
export class UndoService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Asks for what an import did to be taken back. Asking again is harmless: while it runs and when nothing is left the
   * import is answered as it is; what was kept is tried once more. Throws ImportNotUndoable.
   */
  undo(id: string): Promise<Json> {
    return this.db.tx(async () => {
      const found = await this.locked(id)
      this.assertUndoable(found)
      if (!found.undo_runs && !(found.status === 'undone' && found.left === '0')) await this.start(id, found)
      return importsResource.one(this.db, id)
    })
  }

  /** The rows that the undo left as they are, and why. */
  async kept(id: string, query: ListQuery): Promise<JsonPage> {
    const found = await this.db.read('select from imports where tenant_id = current_tenant() and id = $1', [id])
    if (!found.length) throw missing('import')
    return keptRowsResource.list(this.db, query, { import_id: id })
  }

  private async locked(id: string): Promise<Standing> {
    const [found] = await this.db.query<Standing>(
      `select i.status, coalesce((i.options ->> 'dry_run')::boolean, false) as is_dry_run,
              i.finished_at is not null or h.state = 'dead' as is_over,
              coalesce(i.finished_at, i.created_at) < now() - interval '${undoDays} days' as is_expired,
              i.undo_started_at is not null and i.undo_finished_at is null and u.state in ('pending', 'running') as undo_runs,
              (select count(*) from import_changes c where c.tenant_id = current_tenant() and c.import_id = i.id) as changes,
              (select count(*) from import_changes c
                where c.tenant_id = current_tenant() and c.import_id = i.id and c.undone_at is null) as left
         from imports i
         left join job_heads h on h.tenant_id = i.tenant_id and h.id = i.job_id
         left join job_heads u on u.tenant_id = i.tenant_id and u.id = i.undo_job_id
        where i.tenant_id = current_tenant() and i.id = $1 for update of i`,
      [id],
    )
    if (!found) throw missing('import')
    return found
  }

  private assertUndoable({ status, is_dry_run, is_over, is_expired, changes }: Standing): void {
    if (status === 'undone') return
    if (status === 'draft') throw new ImportNotUndoable('nothing_written', 'The import has not been started')
    if (!is_over) throw new ImportNotUndoable('running', 'The import is still running; cancel it first')
    if (is_dry_run) throw new ImportNotUndoable('dry_run', 'The import was only tried: there is nothing to undo')
    if (is_expired) throw new ImportNotUndoable('expired', `Imports can be undone for ${undoDays} days`)
    if (changes === '0') throw new ImportNotUndoable('nothing_written', 'The import has changed nothing')
  }

  private async start(id: string, { left }: Standing): Promise<void> {
    const job = await this.outbox.enqueue('imports.undo', { import_id: id })
    await this.db.query(
      `update imports set undo_job_id = $2, undo_started_at = coalesce(undo_started_at, now()), undo_finished_at = null,
              undo_total = undo_restored + undo_removed + $3, undo_kept = 0
        where tenant_id = current_tenant() and id = $1`,
      [id, job, left],
    )
    await this.db.query(
      `update import_changes set kept = null, kept_fields = '{}'
        where tenant_id = current_tenant() and import_id = $1 and kept is not null and undone_at is null`,
      [id],
    )
  }
}
