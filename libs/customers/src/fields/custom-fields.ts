// What others ask of custom fields: the rules of a write, and the filters and sorts of a list.
import { Injectable } from '@nestjs/common'
import { Database, filter, type Filter, type OwnFields, type Reader, sort, type Sort } from '@portolan/platform'
import type { FieldOwner, FieldType, Labels } from './custom-field.dto'
import { takenValues } from './custom-fields.queries'
import { type FieldDefinition, FieldRules } from './field-rules'

const prefix = 'custom_fields.'

/** A value that a row is about to be given; `place` is its own among those that come with it. */
export interface WantedValue {
  readonly place: number
  /** Of the row. */
  readonly id: string
  readonly key: string
  readonly value: unknown
}

@Injectable()
export class CustomFields {
  constructor(private readonly db: Database) {}

  /** The rules of the ambient tenant. A file asks once and judges all of its rows. */
  async rules(appliesTo: FieldOwner): Promise<FieldRules> {
    const definitions = await this.db.read<FieldDefinition>(
      `select id, key, type, is_required, is_unique, options, archived_at is not null as is_archived
         from custom_fields where tenant_id = current_tenant() and applies_to = $1`,
      [appliesTo],
      { prepare: true },
    )
    return new FieldRules(definitions)
  }

  /** Fields that can be filled, with the names that people gave them. */
  async named(appliesTo: FieldOwner): Promise<{ key: string; labels: Labels }[]> {
    const rows = await this.db.read<{ key: string; labels: string }>(
      `select key, labels from custom_fields
        where tenant_id = current_tenant() and applies_to = $1 and archived_at is null order by position, id`,
      [appliesTo],
    )
    return rows.map(({ key, labels }) => ({ key, labels: JSON.parse(labels) as Labels }))
  }

  /**
   * Of values for unique fields, those that another row has: one that comes with it, of which the first keeps it, or one
   * that stands. Rows of `leaving` give up what they have. Values of other fields are nobody's.
   */
  async taken(
    appliesTo: FieldOwner,
    wanted: readonly WantedValue[],
    leaving: readonly string[],
  ): Promise<{ place: number; key: string }[]> {
    if (!wanted.length) return []
    return this.db.query(takenValues(appliesTo), [
      wanted.map(({ place }) => place),
      wanted.map(({ id }) => id),
      wanted.map(({ key }) => key),
      wanted.map(({ value }) => JSON.stringify(value)),
      leaving,
    ])
  }

  /** Names (`custom_fields.<key>`) of fields whose values from before a change another row has by now, by row. */
  async takenAgain(
    appliesTo: FieldOwner,
    changes: readonly { readonly id: string; readonly before: Readonly<Record<string, unknown>> }[],
  ): Promise<Map<string, string[]>> {
    const wanted = changes.flatMap(({ id, before }, place) =>
      Object.entries(before).flatMap(([name, value]) =>
        name.startsWith(prefix) && value !== null ? [{ place, id, key: name.slice(prefix.length), value }] : [],
      ),
    )
    const taken = new Map<string, string[]>()
    for (const { place, key } of await this.taken(appliesTo, wanted, [])) {
      const id = changes[place]?.id ?? ''
      taken.set(id, [...(taken.get(id) ?? []), `${prefix}${key}`])
    }
    return taken
  }

  /** Keys of the ambient tenant's fields in the order that people gave them; archived ones are left out. */
  async keys(appliesTo: FieldOwner): Promise<string[]> {
    const rows = await this.db.read<{ key: string }>(
      `select key from custom_fields
        where tenant_id = current_tenant() and applies_to = $1 and archived_at is null order by position, id`,
      [appliesTo],
    )
    return rows.map(({ key }) => key)
  }
}

interface Found {
  readonly id: string
  readonly key: string
  readonly type: FieldType
}

/** Filters and sorts of a list by its custom fields, archived ones included: what can be read can be found. */
export function ownFields(appliesTo: FieldOwner, alias: string): OwnFields {
  return {
    prefix,
    async read(db: Reader, names) {
      const keys = names.map((name) => name.slice(prefix.length))
      const sql = `select id::text, key, type from custom_fields
         where tenant_id = current_tenant() and applies_to = $1 and key = any($2::text[])`
      const [rows] = await db.readAll([{ sql, params: [appliesTo, keys] }])
      const found = (rows as Found[]).map((field) => [`${prefix}${field.key}`, field] as const)
      return {
        filters: new Map(found.map(([name, field]) => [name, filterBy(field, appliesTo, alias)])),
        sorts: new Map(found.map(([name, field]) => [name, sortBy(field, appliesTo, alias)])),
      }
    },
  }
}

const rowNames = { customers: 'customer', orders: 'order' } as const satisfies Record<FieldOwner, string>

function filterBy({ id, type }: Found, appliesTo: FieldOwner, alias: string): Filter {
  const row = rowNames[appliesTo]
  // The id is the database's own, so it may stand in the statement.
  const having = (condition: string): string =>
    `select v.${row}_id from ${row}_field_values v where v.tenant_id = current_tenant() and v.field_id = '${id}'${condition}`
  const none = `not exists (${having(` and v.${row}_id = ${alias}.id`)})`
  return filter.below(valueFilter(type), (condition) => `${alias}.id in (${having(` and ${condition}`)})`, none)
}

function valueFilter(type: FieldType): Filter {
  switch (type) {
    case 'number':
      return filter.number('v.number_value')
    case 'date':
      return filter.day('v.day_value')
    case 'boolean':
      return filter.oneOf('v.text_value', ['true', 'false'])
    case 'text':
    case 'select':
    case 'url':
      return filter.text('v.text_value', { lower: true, length: 200 })
  }
}

function sortBy({ id, type }: Found, appliesTo: FieldOwner, alias: string): Sort {
  const row = rowNames[appliesTo]
  const column = type === 'number' ? 'number_value' : type === 'date' ? 'day_value' : 'text_value'
  const by = type === 'number' ? sort.number : type === 'date' ? sort.day : sort.text
  return by(`own.${column}`, {
    join: `left join ${row}_field_values own on own.tenant_id = current_tenant() and own.field_id = '${id}' and own.${row}_id = ${alias}.id`,
  })
}
