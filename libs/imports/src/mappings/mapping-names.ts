// Mappings by their names: those that come with Portolan, and those that the workspace has saved.
import { Injectable } from '@nestjs/common'
import { Database, missing } from '@portolan/platform'
import type { ImportOptions } from '../import.options'
import { builtInMappings, columnsMapping, readMapping, type ImportKind, type Mapping } from './mappings'

@Injectable()
export class MappingNames {
  constructor(private readonly db: Database) {}

  /** The mapping of a name, or JSON of columns and fields. Throws a DomainError (400) that says what is wrong. */
  async read(text: string, kind: ImportKind): Promise<Mapping> {
    const name = text.trim()
    const isOwn = !name.startsWith('{') && !builtInMappings(kind).some((one) => one.name === name)
    return (isOwn ? await this.saved(name, kind) : undefined) ?? readMapping(text, kind)
  }

  async workspace(): Promise<Pick<ImportOptions, 'currency' | 'timezone'>> {
    const [tenant] = await this.db.read<Pick<ImportOptions, 'currency' | 'timezone'>>(
      'select default_currency as currency, timezone from tenants where id = current_tenant()',
    )
    if (!tenant) throw missing('tenant')
    return tenant
  }

  private async saved(name: string, kind: ImportKind): Promise<Mapping | undefined> {
    const [found] = await this.db.read<{ name: string; columns: string }>(
      `select name, columns from import_mappings where tenant_id = current_tenant() and kind = $1 and name_lower = $2`,
      [kind, name.toLowerCase()],
    )
    if (!found) return undefined
    const columns = Object.entries(JSON.parse(found.columns) as Record<string, string>)
    return { ...columnsMapping(columns, kind), name: found.name }
  }
}
