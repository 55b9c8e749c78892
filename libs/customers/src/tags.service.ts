import { Injectable } from '@nestjs/common'
import { newId, permissions, type Role } from '@portolan/contracts'
import {
  changesBetween,
  context,
  Database,
  invalid,
  type Json,
  type JsonPage,
  type ListQuery,
  missing,
  Outbox,
  refuseCardNumbers,
  say,
  sqlState,
  stale,
  valuesOf,
} from '@portolan/platform'
import { TagInUse, TagNameTaken, unknownOtherTag, unknownTags } from './customer.errors'
import type { EditTagDto, RemovedTagDto, TagFieldsDto } from './tag.dto'
import { TagEntity } from './tag.entity'
import { tagsResource } from './tags.resource'

const standardColour = '#64748b'

interface TagNames {
  readonly before: string[]
  readonly after: string[]
}

@Injectable()
export class TagsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return tagsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return tagsResource.one(this.db, id)
  }

  /** Throws TagNameTaken. */
  create({ name, colour = standardColour }: TagFieldsDto): Promise<Json> {
    return nameTakenIsSaid(
      this.db.tx(async () => {
        const id = newId()
        const row = { tenant_id: context().tenant, id, name: tagName(name), colour: colour.toLowerCase() }
        await this.db.entities().insert(TagEntity, row as never)
        await this.outbox.append('tag.changed', { ids: [id], action: 'created' })
        return this.one(id)
      }),
    )
  }

  /** Throws TagNameTaken. */
  replace(id: string, { name, colour = standardColour }: TagFieldsDto, version: number | null): Promise<Json> {
    return this.change(id, { name, colour }, version)
  }

  /** Changes what is given. Throws TagNameTaken. */
  change(id: string, dto: EditTagDto, version: number | null): Promise<Json> {
    return nameTakenIsSaid(
      this.db.tx(async () => {
        const before = await this.locked(id)
        if (version !== null && version !== before.version) throw stale()
        const name = dto.name === undefined ? undefined : tagName(dto.name)
        const changes = changesBetween(before, { name, colour: dto.colour?.toLowerCase() })
        if (Object.keys(changes).length) {
          const values = { ...valuesOf(changes), version: before.version + 1, updated_at: () => 'now()' }
          await this.db.entities().update(TagEntity, { tenant_id: context().tenant as string, id }, values)
          await this.outbox.append('tag.changed', { ids: [id], action: 'updated' })
        }
        return this.one(id)
      }),
    )
  }

  /**
   * Takes a tag from all customers and away; answers from how many. Throws TagInUse when that is not how many the caller
   * expects.
   */
  remove(id: string, expected?: number): Promise<RemovedTagDto> {
    return this.db.tx(async () => {
      const { name } = await this.locked(id)
      const customers = await this.customersWith(id)
      if (expected !== undefined && expected !== customers) throw new TagInUse(name, customers)
      await this.db.query(`delete from tags where tenant_id = current_tenant() and id = $1`, [id])
      await this.outbox.append('tag.changed', { ids: [id], action: 'deleted' })
      return { id, customers }
    })
  }

  /** Gives everybody who has a tag another one in its place. Throws a DomainError (422) when there is no other. */
  merge(id: string, intoId: string): Promise<Json> {
    return this.db.tx(async () => {
      if (id === intoId) throw unknownOtherTag()
      await this.lockBoth(id, intoId)
      // The other tag takes the place at its time, so that undoing a merge of customers knows it as the same.
      await this.db.query(
        `insert into customer_tags (tenant_id, customer_id, tag_id, created_at)
         select tenant_id, customer_id, $2, created_at from customer_tags where tenant_id = current_tenant() and tag_id = $1
         on conflict do nothing`,
        [id, intoId],
      )
      await this.db.query(
        `update customer_merges set tags = array_replace(tags, $1, $2)
          where tenant_id = current_tenant() and undone_at is null and $1 = any(tags)`,
        [id, intoId],
      )
      await this.db.query(`delete from tags where tenant_id = current_tenant() and id = $1`, [id])
      await this.outbox.append('tag.changed', { ids: [id], action: 'merged', into_id: intoId })
      return this.one(intoId)
    })
  }

  /** Puts tags on a customer, inside `tx` and on one that the caller has locked. Throws a DomainError for unknown names. */
  async put(customerId: string, names: readonly string[]): Promise<TagNames> {
    const wanted = distinctNames(names)
    if (!wanted.length) return { before: [], after: [] }
    const before = await this.namesOn(customerId)
    await this.define(wanted)
    await this.db.query(
      `insert into customer_tags (tenant_id, customer_id, tag_id)
       select current_tenant(), $1, t.id from tags t
        where t.tenant_id = current_tenant() and t.name_lower in (select lower(name) from unnest($2::text[]) name)
       on conflict do nothing`,
      [customerId, wanted],
    )
    return { before, after: await this.namesOn(customerId) }
  }

  /** Removes those of these tags that nobody has put on anything; answers which they were. Inside `tx` only. */
  async removeUnused(ids: readonly string[]): Promise<string[]> {
    const removed = await this.db.query<{ id: string }>(
      `delete from tags t where t.tenant_id = current_tenant() and t.id = any($1::uuid[])
          and t.id not in (select rows_in_use('tags', $1::uuid[], '{}')) returning t.id`,
      [ids],
    )
    const gone = removed.map(({ id }) => id)
    if (gone.length) await this.outbox.append('tag.changed', { ids: gone, action: 'deleted' })
    return gone
  }

  /** Takes a tag from a customer, inside `tx`. Throws missing() when it is not on. */
  async take(customerId: string, tagId: string): Promise<TagNames> {
    const before = await this.namesOn(customerId)
    const taken = await this.db.query(
      `delete from customer_tags where tenant_id = current_tenant() and customer_id = $1 and tag_id = $2 returning tag_id`,
      [customerId, tagId],
    )
    if (!taken.length) throw missing('tag')
    return { before, after: await this.namesOn(customerId) }
  }

  /** The ids of these tags, inside `tx`; `define` makes those that are not there where the caller may. */
  async idsOf(names: readonly string[], unknown: 'define' | 'refuse'): Promise<string[]> {
    const wanted = distinctNames(names)
    if (unknown === 'define') await this.define(wanted)
    const rows = await this.db.query<{ id: string; name_lower: string }>(
      `select t.id, t.name_lower from tags t
        where t.tenant_id = current_tenant() and t.name_lower in (select lower(name) from unnest($1::text[]) name)`,
      [wanted],
    )
    const known = new Set(rows.map(({ name_lower }) => name_lower))
    const missingNames = wanted.filter((name) => !known.has(name.toLowerCase()))
    if (missingNames.length) throw unknownTags(missingNames)
    return rows.map(({ id }) => id)
  }

  /** Makes the tags that are not there yet, where the caller may; answers the ids of those. Inside `tx` only. */
  async define(names: readonly string[]): Promise<string[]> {
    if (!names.length) return []
    const unknown = await this.db.query<{ name: string }>(
      `select w.name from unnest($1::text[]) as w (name)
        where not exists (select from tags t where t.tenant_id = current_tenant() and t.name_lower = lower(w.name))`,
      [names],
    )
    if (!unknown.length) return []
    if (!mayDefine()) throw unknownTags(unknown.map(({ name }) => name))
    const made = await this.db.query<{ id: string }>(
      `insert into tags (tenant_id, id, name)
       select current_tenant(), n.id, n.name from unnest($1::uuid[], $2::text[]) as n (id, name) order by lower(n.name)
       on conflict (tenant_id, name_lower) do nothing returning id`,
      [unknown.map(() => newId()), unknown.map(({ name }) => name)],
    )
    const ids = made.map(({ id }) => id)
    if (ids.length) await this.outbox.append('tag.changed', { ids, action: 'created' })
    return ids
  }

  private async namesOn(customerId: string): Promise<string[]> {
    const rows = await this.db.query<{ name: string }>(
      `select t.name from customer_tags ct join tags t on t.tenant_id = ct.tenant_id and t.id = ct.tag_id
        where ct.tenant_id = current_tenant() and ct.customer_id = $1 order by t.name_lower`,
      [customerId],
    )
    return rows.map(({ name }) => name)
  }

  /** How many customers have a tag, those in the trash left out. */
  private async customersWith(id: string): Promise<number> {
    const [used] = await this.db.query<{ customers: number }>(
      `select count(*)::integer as customers from customer_tags ct
         join customers_v1 c on c.tenant_id = ct.tenant_id and c.id = ct.customer_id
        where ct.tenant_id = current_tenant() and ct.tag_id = $1`,
      [id],
    )
    return used?.customers ?? 0
  }

  private async lockBoth(id: string, otherId: string): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      `select id from tags where tenant_id = current_tenant() and id = any($1::uuid[]) order by id for update`,
      [[id, otherId]],
    )
    if (!rows.some((row) => row.id === id)) throw missing('tag')
    if (rows.length < 2) throw unknownOtherTag()
  }

  private async locked(id: string): Promise<{ name: string; colour: string; version: number }> {
    const [row] = await this.db.query<{ name: string; colour: string; version: number }>(
      `select name, colour, version from tags where tenant_id = current_tenant() and id = $1 for update`,
      [id],
    )
    if (!row) throw missing('tag')
    return row
  }
}

/** One spelling of each name, the first. */
function distinctNames(names: readonly string[]): string[] {
  const spellings = new Map<string, string>()
  for (const name of names.map(tagName)) if (!spellings.has(name.toLowerCase())) spellings.set(name.toLowerCase(), name)
  return [...spellings.values()]
}

function tagName(text: string): string {
  const name = text.trim().replace(/\s+/g, ' ')
  if (!name) throw invalid({ name: [say('rule.isNotEmpty')] })
  refuseCardNumbers({ name })
  return name
}

function mayDefine(): boolean {
  const { role } = context()
  const allowed: readonly Role[] = permissions['tags.define']
  return role === 'system' || (role !== null && allowed.includes(role))
}

async function nameTakenIsSaid<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    const { constraint } = error as { constraint?: unknown }
    if (sqlState(error) === '23505' && constraint === 'tags_name_uq') throw new TagNameTaken()
    throw error
  }
}
