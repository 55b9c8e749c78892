import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import {
  type Changes,
  changesBetween,
  context,
  Database,
  invalid,
  type Json,
  type JsonPage,
  type ListQuery,
  Outbox,
  refuseCardNumbers,
  say,
  sqlState,
  stale,
  valuesOf,
} from '@portolan/platform'
import type {
  CreateCustomFieldDto,
  EditCustomFieldDto,
  FieldType,
  RemovedCustomFieldDto,
  ReplaceCustomFieldDto,
} from './custom-field.dto'
import { CustomFieldEntity } from './custom-field.entity'
import { FieldKeyTaken, FieldNotUnique, TooManyFields } from './custom-field.errors'
import { CustomFieldsQueries, type StandingField } from './custom-fields.queries'
import { customFieldsResource } from './custom-fields.resource'

/** For each kind of row; every write reads them all. */
const mostFields = 100

@Injectable()
export class CustomFieldsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queries: CustomFieldsQueries,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return customFieldsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return customFieldsResource.one(this.db, id)
  }

  /** Throws FieldKeyTaken and TooManyFields. Rows that have a value under this key already are indexed by a job. */
  create(dto: CreateCustomFieldDto): Promise<Json> {
    return keyTakenIsSaid(
      this.db.tx(async () => {
        const { applies_to, key, type } = dto
        const fields = editable(dto)
        assertFits(type, fields)
        const count = await this.queries.count(applies_to)
        if (count >= mostFields) throw new TooManyFields(mostFields)
        const id = newId()
        const row = { tenant_id: context().tenant, id, applies_to, key, type, ...fields, position: count + 1 }
        await this.db.entities().insert(CustomFieldEntity, row as never)
        if (dto.position) await this.queries.move(id, applies_to, dto.position)
        await this.outbox.append('custom_field.changed', { ids: [id], action: 'created' })
        await this.outbox.enqueue('custom-fields.index', { field_id: id })
        return this.one(id)
      }),
    )
  }

  /** Throws FieldNotUnique. */
  replace(id: string, dto: ReplaceCustomFieldDto, version: number | null): Promise<Json> {
    return this.edit(id, version, () => editable(dto), dto.position)
  }

  /** Throws FieldNotUnique. */
  change(id: string, dto: EditCustomFieldDto, version: number | null): Promise<Json> {
    return this.edit(
      id,
      version,
      (before) =>
        editable({
          labels: dto.labels ?? before.labels,
          required: dto.required ?? before.is_required,
          unique: dto.unique ?? before.is_unique,
          options: dto.options ?? before.options,
          archived: dto.archived ?? before.archived_at !== null,
        }),
      dto.position,
    )
  }

  /** Archives a field that rows have values of; deletes it where none has. */
  remove(id: string): Promise<RemovedCustomFieldDto> {
    return this.db.tx(async () => {
      const field = await this.queries.locked(id)
      const values = await this.queries.values(field)
      const archived = values > 0
      if (!archived) {
        await this.queries.delete(field)
        await this.outbox.append('custom_field.changed', { ids: [id], action: 'deleted' })
      } else if (field.archived_at === null) {
        const archived_at = new Date()
        await this.update(field, { archived_at: [null, archived_at] })
        await this.outbox.append('custom_field.changed', { ids: [id], action: 'archived' })
      }
      return { id, values, archived }
    })
  }

  private edit(
    id: string,
    version: number | null,
    next: (before: StandingField) => EditableField,
    position: number | undefined,
  ): Promise<Json> {
    return this.db.tx(async () => {
      const before = await this.queries.locked(id)
      if (version !== null && version !== before.version) throw stale()
      const after = next(before)
      assertFits(before.type, after)
      // A field that is archived stays archived since when it was.
      const archived_at = after.archived_at && (before.archived_at ?? after.archived_at)
      const changes = changesBetween(before, { ...after, archived_at })
      if ('is_unique' in changes) await this.setUnique(before, after.is_unique)
      if (Object.keys(changes).length) await this.update(before, changes)
      if (position !== undefined) await this.queries.move(id, before.applies_to, position)
      const told =
        position === undefined ? changes : { ...changes, position: [before.position, position] as [number, number] }
      if (Object.keys(told).length) {
        await this.outbox.append('custom_field.changed', { ids: [id], action: 'updated', changes: { [id]: told } })
      }
      return this.one(id)
    })
  }

  private async update({ id, version }: StandingField, changes: Changes): Promise<void> {
    const values = { ...valuesOf(changes), version: version + 1, updated_at: () => 'now()' }
    await this.db.entities().update(CustomFieldEntity, { tenant_id: context().tenant as string, id }, values)
  }

  private async setUnique(field: StandingField, unique: boolean): Promise<void> {
    if (!unique) return this.queries.forgetUnique(field)
    const rows = await this.queries.sharing(field)
    if (rows > 0) throw new FieldNotUnique(rows)
    await this.queries.holdUnique(field)
  }
}

interface EditableField {
  readonly labels: Record<string, string>
  readonly is_required: boolean
  readonly is_unique: boolean
  readonly options: string[]
  readonly archived_at: Date | null
}

function editable({
  labels,
  required = false,
  unique = false,
  options = [],
  archived = false,
}: ReplaceCustomFieldDto): EditableField {
  const names = Object.entries(labels).map(([tag, name]) => [Intl.getCanonicalLocales(tag)[0] ?? tag, name.trim()])
  const fields = { labels: Object.fromEntries(names) as Record<string, string>, options: distinct(options) }
  refuseCardNumbers(fields)
  return { ...fields, is_required: required, is_unique: unique, archived_at: archived ? new Date() : null }
}

function distinct(options: readonly string[]): string[] {
  return [...new Set(options.map((option) => option.trim()).filter(Boolean))]
}

/** What only some types have. */
function assertFits(type: FieldType, { is_unique, options }: EditableField): void {
  if (type === 'select' && !options.length) throw invalid({ options: [say('field.options_needed')] })
  if (type !== 'select' && options.length) throw invalid({ options: [say('field.options_of_select')] })
  if (is_unique && (type === 'select' || type === 'boolean')) throw invalid({ unique: [say('field.never_unique')] })
}

async function keyTakenIsSaid<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    const { constraint } = error as { constraint?: unknown }
    if (sqlState(error) === '23505' && constraint === 'custom_fields_key_uq') throw new FieldKeyTaken()
    throw error
  }
}
