import { Injectable } from '@nestjs/common'
import { Database, Files } from '@portolan/platform'
import { undoDays } from './undo/undo.service'

/** Rejected rows hold whatever the file held, so they stay only as long as somebody may still put them right. */
const rejectedDays = 30
/** Files are removed when they have been read; what is left is of requests and workers that were killed. */
const uploadDays = 7
const day = 86_400_000

@Injectable()
export class ImportRetention {
  constructor(
    private readonly db: Database,
    private readonly files: Files,
  ) {}

  /** Goes through all workspaces; safe to repeat. */
  async prune(): Promise<void> {
    const tenants = await this.db.read<{ id: string }>('select id from tenants order by id')
    for (const { id } of tenants) {
      await this.db.as({ tenant: id, role: 'system' }, async () => {
        await this.pruneRows()
        await this.pruneUndoLog()
        await this.pruneDrafts()
        await this.pruneFiles()
      })
    }
  }

  private pruneRows(): Promise<unknown> {
    return this.db.tx(() =>
      this.db.query(
        `delete from import_rows where tenant_id = current_tenant() and import_id in (
           select id from imports
            where tenant_id = current_tenant() and rejected > 0 and finished_at < now() - interval '${rejectedDays} days')`,
      ),
    )
  }

  /** An import that is older cannot be undone any more. */
  private pruneUndoLog(): Promise<unknown> {
    return this.db.tx(() =>
      this.db.query(
        `delete from import_changes where tenant_id = current_tenant() and import_id in (
           select id from imports where tenant_id = current_tenant() and finished_at < now() - interval '${undoDays} days')`,
      ),
    )
  }

  /** Drafts that nobody has started; their files go with the other old ones. */
  private pruneDrafts(): Promise<unknown> {
    return this.db.tx(() =>
      this.db.query(
        `with old as (
           delete from imports where tenant_id = current_tenant() and status = 'draft'
              and created_at < now() - interval '${uploadDays} days' returning id)
         delete from import_rows where tenant_id = current_tenant() and import_id in (select id from old)`,
      ),
    )
  }

  private async pruneFiles(): Promise<void> {
    const old = await this.files.olderThan(new Date(Date.now() - uploadDays * day))
    if (!old.length) return
    const waiting = await this.db.read<{ file_id: string }>(
      'select file_id from imports where tenant_id = current_tenant() and finished_at is null',
    )
    const needed = new Set(waiting.map(({ file_id }) => file_id))
    for (const id of old) if (!needed.has(id)) await this.files.remove(id)
  }
}
