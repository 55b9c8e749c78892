import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import {
  Database,
  invalid,
  missing,
  Outbox,
  refuseCardNumbers,
  sqlState,
  stale,
  type Changes,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { MappingNameTaken } from '../import.errors'
import { builtInMappings, completeMapping, customMapping, type ImportKind } from './mappings'
import type { EditMappingDto, NewMappingDto } from './saved-mapping.dto'
import { savedMappingsResource } from './saved-mappings.resource'

interface Stored {
  readonly kind: ImportKind
  readonly name: string
  readonly columns: string
  readonly version: number
}

@Injectable()
export class SavedMappingsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return savedMappingsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return savedMappingsResource.one(this.db, id)
  }

  /** Throws MappingNameTaken. */
  create({ kind, name, columns }: NewMappingDto): Promise<Json> {
    const row = checked(kind, name, columns)
    return nameTakenIsSaid(
      this.db.tx(async () => {
        const id = newId()
        await this.db.query(
          `insert into import_mappings (tenant_id, id, kind, name, columns) values (current_tenant(), $1, $2, $3, $4)`,
          [id, kind, row.name, row.columns],
        )
        await this.outbox.append('import_mapping.changed', { ids: [id], action: 'created' })
        return this.one(id)
      }),
    )
  }

  /** Changes what is given. Throws MappingNameTaken. */
  change(id: string, dto: EditMappingDto, version: number | null): Promise<Json> {
    return nameTakenIsSaid(
      this.db.tx(async () => {
        const before = await this.locked(id)
        if (version !== null && version !== before.version) throw stale()
        const standing = JSON.parse(before.columns) as Record<string, string>
        const row = checked(before.kind, dto.name ?? before.name, dto.columns ?? standing)
        const changes: Changes = {
          ...(row.name === before.name ? {} : { name: [before.name, row.name] }),
          ...(dto.columns ? { columns: [standing, dto.columns] } : {}),
        }
        if (Object.keys(changes).length) {
          await this.db.query(
            `update import_mappings set name = $2, columns = $3, version = version + 1, updated_at = now()
              where tenant_id = current_tenant() and id = $1`,
            [id, row.name, row.columns],
          )
          await this.outbox.append('import_mapping.changed', {
            ids: [id],
            action: 'updated',
            changes: { [id]: changes },
          })
        }
        return this.one(id)
      }),
    )
  }

  /** Imports that have used it keep its columns. */
  remove(id: string): Promise<void> {
    return this.db.tx(async () => {
      await this.locked(id)
      await this.db.query('delete from import_mappings where tenant_id = current_tenant() and id = $1', [id])
      await this.outbox.append('import_mapping.changed', { ids: [id], action: 'deleted' })
    })
  }

  private async locked(id: string): Promise<Stored> {
    const [row] = await this.db.query<Stored>(
      `select kind, name, columns, version from import_mappings where tenant_id = current_tenant() and id = $1 for update`,
      [id],
    )
    if (!row) throw missing('import_mapping')
    return row
  }
}

/** Throws a DomainError (400). */
function checked(kind: ImportKind, text: string, columns: Record<string, string>): { name: string; columns: string } {
  const name = text.trim().replace(/\s+/g, ' ')
  const reserved = [customMapping, ...builtInMappings(kind).map((mapping) => mapping.name)]
  if (!name || name.startsWith('{') || reserved.includes(name.toLowerCase()))
    throw invalid({ name: ['is the name of a built-in mapping, or none that a mapping can have'] })
  refuseCardNumbers({ name, columns })
  const mapping = completeMapping(Object.entries(columns), kind)
  return { name, columns: JSON.stringify(Object.fromEntries(mapping.columns ?? [])) }
}

async function nameTakenIsSaid<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (sqlState(error) === '23505') throw new MappingNameTaken()
    throw error
  }
}
