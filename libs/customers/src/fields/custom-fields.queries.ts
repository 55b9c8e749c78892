// Statements of custom fields and of the tables that hold their values typed.
import { Injectable } from '@nestjs/common'
import { Database, missing } from '@portolan/platform'
import type { FieldOwner, FieldType, Labels } from './custom-field.dto'

export interface StandingField {
  readonly id: string
  readonly applies_to: FieldOwner
  readonly key: string
  readonly type: FieldType
  readonly labels: Labels
  readonly is_required: boolean
  readonly is_unique: boolean
  readonly options: string[]
  readonly position: number
  readonly archived_at: Date | null
  readonly version: number
}

type Field = Pick<StandingField, 'id' | 'applies_to'>

const rowNames = { customers: 'customer', orders: 'order' } as const satisfies Record<FieldOwner, string>

/** For CustomFields.taken: $1 holds places, $2 rows, $3 keys, $4 values and $5 the rows that give up theirs. */
export function takenValues(appliesTo: FieldOwner): string {
  const row = rowNames[appliesTo]
  return `
with wanted as materialized (
  select w.place, w.id, f.id as field_id, f.key, (read_custom_value(f.type, w.value::jsonb)).unique_value
    from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[]) as w (place, id, key, value)
    join custom_fields f on f.tenant_id = current_tenant() and f.applies_to = '${appliesTo}' and f.is_unique and f.key = w.key
),
compared as (
  select w.place, w.key, v.${row}_id <> w.id and v.${row}_id <> all($5::uuid[]) as stands,
         row_number() over (partition by w.field_id, w.unique_value order by v.${row}_id is not distinct from w.id desc, w.place) as turn
    from wanted w
    left join ${row}_field_values v on v.tenant_id = current_tenant() and v.field_id = w.field_id and v.unique_value = w.unique_value
   where w.unique_value is not null
)
select place, key from compared where stands or turn > 1`
}

@Injectable()
export class CustomFieldsQueries {
  constructor(private readonly db: Database) {}

  async count(appliesTo: FieldOwner): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(
      'select count(*)::integer as count from custom_fields where tenant_id = current_tenant() and applies_to = $1',
      [appliesTo],
    )
    return row?.count ?? 0
  }

  /** Locks a field; whoever is just writing a value of it is waited for. Throws missing(). */
  async locked(id: string): Promise<StandingField> {
    const [row] = await this.db.query<Omit<StandingField, 'labels'> & { labels: string }>(
      `select id, applies_to, key, type, labels, is_required, is_unique, options, position, archived_at, version
         from custom_fields where tenant_id = current_tenant() and id = $1 for update`,
      [id],
    )
    if (!row) throw missing('custom_field')
    const archived_at = row.archived_at && new Date(row.archived_at)
    return { ...row, archived_at, labels: JSON.parse(row.labels) as Labels }
  }

  /** How many rows have a value. */
  async values({ id, applies_to }: Field): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(
      `select count(*)::integer as count from ${rowNames[applies_to]}_field_values
        where tenant_id = current_tenant() and field_id = $1`,
      [id],
    )
    return row?.count ?? 0
  }

  async delete({ id, applies_to }: Field): Promise<void> {
    await this.db.query('delete from custom_fields where tenant_id = current_tenant() and id = $1', [id])
    await this.renumber(applies_to)
  }

  /** Puts a field into a place from 1; the others move along. */
  async move(id: string, appliesTo: FieldOwner, position: number): Promise<void> {
    await this.db.query(
      `update custom_fields f set position = n.place
         from (select o.id, row_number() over (order by
                        case when o.id = $1 then $3 else o.position end,
                        case when o.id = $1 then sign($3 - o.position) else 0 end, o.id) as place
                 from custom_fields o where o.tenant_id = current_tenant() and o.applies_to = $2) n
        where f.tenant_id = current_tenant() and f.id = n.id and f.position <> n.place`,
      [id, appliesTo, position],
    )
  }

  /** How many rows outside of the trash have a value that another of them has. */
  async sharing({ id, applies_to, ...field }: StandingField): Promise<number> {
    const row = rowNames[applies_to]
    const [found] = await this.db.query<{ rows: number }>(
      `select coalesce(sum(s.rows), 0)::integer as rows
         from (select count(*) as rows
                 from ${row}_field_values v join ${applies_to} o on o.tenant_id = v.tenant_id and o.id = v.${row}_id
                cross join lateral read_custom_value($2, o.custom_fields -> $3) r
                where v.tenant_id = current_tenant() and v.field_id = $1 and o.deleted_at is null
                group by r.unique_value having count(*) > 1) s`,
      [id, field.type, field.key],
    )
    return found?.rows ?? 0
  }

  /** Gives every value outside of the trash to its row alone, from now on. */
  async holdUnique({ id, applies_to, type, key }: StandingField): Promise<void> {
    const row = rowNames[applies_to]
    await this.db.query(
      `update ${row}_field_values v set unique_value = (read_custom_value($2, o.custom_fields -> $3)).unique_value
         from ${applies_to} o
        where v.tenant_id = current_tenant() and v.field_id = $1 and o.tenant_id = v.tenant_id and o.id = v.${row}_id
          and o.deleted_at is null`,
      [id, type, key],
    )
  }

  async forgetUnique({ id, applies_to }: Field): Promise<void> {
    await this.db.query(
      `update ${rowNames[applies_to]}_field_values set unique_value = null
        where tenant_id = current_tenant() and field_id = $1 and unique_value is not null`,
      [id],
    )
  }

  /**
   * Files the values that up to `limit` rows behind `after` have had since before the field; answers the last row and
   * how many there were. Of rows that share a value of a unique field, the first holds it.
   */
  async fileRows(fieldId: string, after: string | null, limit: number): Promise<{ last: string | null; rows: number }> {
    const [field] = await this.db.query<Pick<StandingField, 'applies_to' | 'key' | 'type' | 'is_unique'>>(
      `select applies_to, key, type, is_unique from custom_fields where tenant_id = current_tenant() and id = $1 for key share`,
      [fieldId],
    )
    if (!field) return { last: null, rows: 0 }
    const row = rowNames[field.applies_to]
    const [walked] = await this.db.query<{ last: string | null; rows: number }>(
      `with walked as materialized (
         select o.id, o.custom_fields -> $3 as value, o.deleted_at from ${field.applies_to} o
          where o.tenant_id = current_tenant() and o.id > $2 order by o.id limit ${limit}),
       read as materialized (
         select w.id, r.text_value, r.number_value, r.day_value,
                case when $5 and w.deleted_at is null then r.unique_value end as unique_value
           from walked w cross join lateral read_custom_value($4, w.value) r
          where coalesce(r.text_value, r.number_value::text, r.day_value::text) is not null),
       firsts as (
         select *, row_number() over (partition by unique_value order by id) = 1 and not exists (
                  select from ${row}_field_values t where t.tenant_id = current_tenant() and t.field_id = $1
                     and t.unique_value = read.unique_value) as is_first from read),
       filed as (
         insert into ${row}_field_values (tenant_id, field_id, ${row}_id, is_unique, text_value, number_value, day_value, unique_value)
         select current_tenant(), $1, f.id, $5, f.text_value, f.number_value, f.day_value,
                case when f.is_first then f.unique_value end from firsts f order by f.id
             on conflict do nothing)
       select (select w.id from walked w order by w.id desc limit 1)::text as last, (select count(*) from walked)::integer as rows`,
      [fieldId, after ?? '00000000-0000-0000-0000-000000000000', field.key, field.type, field.is_unique],
    )
    return walked ?? { last: null, rows: 0 }
  }

  private async renumber(appliesTo: FieldOwner): Promise<void> {
    await this.db.query(
      `update custom_fields f set position = n.place
         from (select o.id, row_number() over (order by o.position, o.id) as place
                 from custom_fields o where o.tenant_id = current_tenant() and o.applies_to = $1) n
        where f.tenant_id = current_tenant() and f.id = n.id and f.position <> n.place`,
      [appliesTo],
    )
  }
}
