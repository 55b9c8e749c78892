import { Injectable } from '@nestjs/common'
import { Database, WrittenFiles } from '@portolan/platform'
import { ExportsQueries } from './exports.queries'

/** A running export writes to its file all the time; one that waits longer than this begins again. */
const idleHours = 24
const hour = 3_600_000

@Injectable()
export class ExportRetention {
  constructor(
    private readonly db: Database,
    private readonly files: WrittenFiles,
    private readonly queries: ExportsQueries,
  ) {}

  /** Goes through all workspaces; safe to repeat. */
  async prune(): Promise<void> {
    const tenants = await this.db.read<{ id: string }>('select id from tenants order by id')
    for (const { id } of tenants) {
      await this.db.as({ tenant: id, role: 'system' }, async () => {
        await this.db.tx(() => this.queries.forgetOld())
        await this.pruneFiles()
      })
    }
  }

  private async pruneFiles(): Promise<void> {
    const idle = await this.files.olderThan(new Date(Date.now() - idleHours * hour))
    if (!idle.length) return
    const needed = await this.queries.filesInUse()
    for (const id of idle) if (!needed.has(id)) await this.files.remove(id)
  }
}
