import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import { nameOf, type Key, type Known, type Word } from './words'

/** Lets the index be used for a page, whatever the table's size is thought to be. $2 are types, $3 their ids. */
const named = 'o.object_type = any($2::text[]) and o.external_id = any($3::text[])'
const wordColumns =
  'unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::boolean[]) as w (type, id, at, digest, is_gone)'

/** What is known of a shop's objects. */
@Injectable()
export class ShopObjects {
  constructor(private readonly db: Database) {}

  /**
   * Locks these objects, known or not, until the transaction ends, and answers what is known of them: two who speak of
   * one object never meet half-way. Everybody takes these locks first, and in one order.
   */
  async hold(integrationId: string, keys: readonly Key[]): Promise<Map<string, Known>> {
    if (!keys.length) return new Map()
    const params = [integrationId, keys.map(({ type }) => type), keys.map(({ external_id }) => external_id)]
    const how = planOf(keys)
    const [, rows] = await Promise.all([
      this.db.query(
        `insert into shop_objects (tenant_id, integration_id, object_type, external_id)
         select distinct current_tenant(), $1::uuid, type, id from unnest($2::text[], $3::text[]) as k (type, id)
          order by type, id on conflict do nothing`,
        params,
        how,
      ),
      this.db.query<Key & { at: string | null } & Omit<Known, 'at'>>(
        `select o.object_type as type, o.external_id, o.digest, o.is_gone,
                floor(extract(epoch from o.changed_at) * 1000)::bigint as at
           from shop_objects o
           join (select distinct type, id from unnest($2::text[], $3::text[]) as given (type, id)) k
             on k.type = o.object_type and k.id = o.external_id
          where o.tenant_id = current_tenant() and o.integration_id = $1 and ${named}
          order by o.object_type, o.external_id for update of o`,
        params,
        how,
      ),
    ])
    return new Map(rows.map((row) => [nameOf(row), { ...row, at: row.at === null ? null : Number(row.at) }]))
  }

  /**
   * Notes of objects that nobody has heard of what is about to be taken over, and answers which they are: a row of our own
   * is a lock, and is written once. Who claims must `hold` the others afterwards, and `forget` what was not taken over.
   */
  async claim(integrationId: string, words: readonly Word[]): Promise<Set<string>> {
    if (!words.length) return new Set()
    // Most are new, so the others are told.
    const others = await this.db.query<Key>(
      `with w as materialized (select * from ${wordColumns}),
       made as (
         insert into shop_objects (tenant_id, integration_id, object_type, external_id, changed_at, digest, is_gone, taken_at)
         select current_tenant(), $1, w.type, w.id, w.at, w.digest, w.is_gone, now() from w
          order by w.type, w.id on conflict do nothing returning object_type, external_id)
       select w.type, w.id as external_id from w
        where not exists (select from made m where m.object_type = w.type and m.external_id = w.id)`,
      [integrationId, ...columns(words)],
      planOf(words),
    )
    const known = new Set(others.map(nameOf))
    return new Set(words.map(nameOf).filter((name) => !known.has(name)))
  }

  /** They are locked, and nothing is known of them. */
  async forget(integrationId: string, keys: readonly Key[]): Promise<void> {
    if (!keys.length) return
    await this.db.query(
      `update shop_objects o set changed_at = null, digest = null, is_gone = false, taken_at = null
         from unnest($2::text[], $3::text[]) as k (type, id)
        where o.tenant_id = current_tenant() and o.integration_id = $1 and o.object_type = k.type and o.external_id = k.id
          and ${named}`,
      [integrationId, keys.map(({ type }) => type), keys.map(({ external_id }) => external_id)],
      planOf(keys),
    )
  }

  /** Notes what was taken over of objects that are held. */
  async note(integrationId: string, words: readonly Word[]): Promise<void> {
    if (!words.length) return
    await this.db.query(
      `update shop_objects o
          set changed_at = w.at, digest = w.digest, is_gone = w.is_gone, taken_at = now()
         from ${wordColumns}
        where o.tenant_id = current_tenant() and o.integration_id = $1 and o.object_type = w.type and o.external_id = w.id
          and ${named}`,
      [integrationId, ...columns(words)],
      planOf(words),
    )
  }
}

function columns(words: readonly Word[]): unknown[][] {
  return [
    words.map(({ type }) => type),
    words.map(({ external_id }) => external_id),
    words.map(({ at }) => at),
    words.map(({ digest }) => digest),
    words.map(({ is_gone }) => is_gone),
  ]
}

/** Of one object the plan is kept. Of many PostgreSQL must know how many, or it compares each of them with each. */
function planOf(objects: readonly unknown[]): { prepare: boolean } {
  return { prepare: objects.length === 1 }
}
