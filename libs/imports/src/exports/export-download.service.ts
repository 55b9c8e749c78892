import { Injectable, StreamableFile } from '@nestjs/common'
import { permissions, type Role } from '@portolan/contracts'
import { context, Database, FileLinks, missing, Outbox, WrittenFiles } from '@portolan/platform'
import type { ExportLinkDto } from './export.dto'
import { ExportFileElsewhere, ExportLinkOver, ExportWithoutFile } from './export.errors'
import { ExportsQueries, type StoredExport } from './exports.queries'

const linkHours = 24
const contentTypes = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const

@Injectable()
export class ExportDownloadService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly links: FileLinks,
    private readonly files: WrittenFiles,
    private readonly queries: ExportsQueries,
  ) {}

  /** A link to the file, in the caller's name. Throws ExportWithoutFile. */
  link(id: string): Promise<ExportLinkDto> {
    return this.db.tx(async () => {
      const found = await this.queries.find(id)
      if (!found) throw missing('export')
      if (found.status !== 'completed') throw new ExportWithoutFile(found.status)
      if (found.is_expired) throw new ExportWithoutFile('expired')
      const { tenant, user } = context()
      const expires = new Date(Date.now() + linkHours * 3_600_000)
      const token = this.links.sign({ tenant: tenant ?? '', user: user ?? '', file: id }, expires)
      await this.outbox.append('export.shared', { ids: [id] })
      return { url: `/api/v1/exports/${id}/file?token=${token}`, expires_at: expires.toISOString() }
    })
  }

  /**
   * The file of a link. Throws ExportLinkOver when it does not hold, and when the member in whose name it was made may
   * not export any more.
   */
  async file(id: string, token: string): Promise<StreamableFile> {
    const link = this.links.verify(token)
    if (link?.file !== id) throw new ExportLinkOver()
    const { tenant, user } = link
    const role = await this.db.as({ tenant, role: 'system' }, () => this.roleOf(user))
    if (!role) throw new ExportLinkOver()
    return this.db.as({ tenant, user, role }, () => this.stream(id, role))
  }

  private async roleOf(user: string): Promise<Role | undefined> {
    const [member] = await this.db.read<{ role: Role }>(
      `select role from members_v1 where tenant_id = current_tenant() and id = $1 and status = 'active'`,
      [user],
    )
    return member?.role
  }

  private async stream(id: string, role: Role): Promise<StreamableFile> {
    const found = await this.queries.find(id)
    const allowed: readonly Role[] = found ? permissions[`${found.kind}.export`] : []
    if (!found?.file_id || found.is_expired || !allowed.includes(role)) throw new ExportLinkOver()
    const bytes = await this.files.size(found.file_id)
    if (bytes < 0) throw new ExportFileElsewhere()
    return new StreamableFile(this.files.open(found.file_id), {
      type: contentTypes[found.format],
      disposition: `attachment; filename="${nameOf(found)}"`,
      length: bytes,
    })
  }
}

/** Made of our own words only, so that nothing has to be escaped. */
function nameOf({ kind, format, created_at }: StoredExport): string {
  return `${kind}-${created_at.slice(0, 10)}.${format}`
}
