// Statements of bulk edits: each takes a chunk of customers at once, whatever its size.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import type { CustomerStatus } from '../customer.dto'
import type { BulkAction } from './bulk.dto'

export interface Standing {
  readonly id: string
  readonly status: CustomerStatus
  readonly assigned_to: string | null
}

export interface TagsOf {
  readonly id: string
  readonly tag_ids: readonly string[]
}

export interface Told {
  readonly action: BulkAction
  readonly status: string | null
  readonly assigned_to: string | null
  readonly is_over: boolean
}

/** What a bulk job changed of one customer: the value before, or the tags that it put on or took off. */
export interface NotedChange {
  readonly id: string
  readonly previous: string | null
  readonly tag_ids: readonly string[] | null
}

@Injectable()
export class BulkQueries {
  constructor(private readonly db: Database) {}

  async select(jobId: string, ids: readonly string[]): Promise<void> {
    await this.db.query('insert into bulk_selections (tenant_id, id, ids) values (current_tenant(), $1, $2::uuid[])', [
      jobId,
      ids,
    ])
  }

  /** A chunk of the selection, and how many there are in all. */
  async chunk(jobId: string, after: number, size: number): Promise<{ ids: string[]; total: number }> {
    const [row] = await this.db.query<{ ids: string[]; total: number }>(
      `select ids[$2::integer + 1 : $2::integer + $3::integer] as ids, cardinality(ids) as total
         from bulk_selections where tenant_id = current_tenant() and id = $1`,
      [jobId, after, size],
    )
    return row ?? { ids: [], total: 0 }
  }

  /** What a bulk job of this tenant could not do; null when it is none. */
  async failedOf(jobId: string): Promise<string[] | null> {
    const [selection] = await this.db.query(
      'select from bulk_selections where tenant_id = current_tenant() and id = $1',
      [jobId],
    )
    if (!selection) return null
    const rows = await this.db.query<{ id: string }>(
      'select id from job_failures where tenant_id = current_tenant() and job_id = $1 order by id',
      [jobId],
    )
    return rows.map(({ id }) => id)
  }

  async fail(
    jobId: string,
    ids: readonly string[],
    { reason, message }: { reason: string; message: string },
  ): Promise<void> {
    await this.db.query(
      `insert into job_failures (tenant_id, job_id, id, reason, message)
       select current_tenant(), $1, f.id, $3, $4 from unnest($2::uuid[]) as f (id) on conflict do nothing`,
      [jobId, ids, reason, message],
    )
  }

  /** Locks those that are alive, in the order of their ids as everybody does. */
  locked(ids: readonly string[]): Promise<Standing[]> {
    return this.db.query<Standing>(
      `select id, status, assigned_to from customers
        where tenant_id = current_tenant() and id = any($1::uuid[]) and deleted_at is null
        order by id for no key update`,
      [ids],
    )
  }

  async set(column: 'status' | 'assigned_to', values: ReadonlyMap<string, string | null>): Promise<void> {
    if (!values.size) return
    const type = column === 'status' ? 'text' : 'uuid'
    await this.db.query(
      `update customers c set ${column} = v.value, version = version + 1, updated_at = now()
         from unnest($1::uuid[], $2::${type}[]) as v (id, value)
        where c.tenant_id = current_tenant() and c.id = v.id`,
      [[...values.keys()], [...values.values()]],
    )
  }

  /** What a job has changed. */
  async note(jobId: string, changes: readonly NotedChange[]): Promise<void> {
    if (!changes.length) return
    await this.db.query(
      `insert into bulk_changes (tenant_id, job_id, customer_id, previous, tag_ids)
       select current_tenant(), $1, n.id, n.previous, n.tag_ids
         from jsonb_to_recordset($2::jsonb) as n (id uuid, previous text, tag_ids uuid[])`,
      [jobId, JSON.stringify(changes)],
    )
  }

  /** What a bulk job was told to do, and whether it is over; null when it is none. */
  async toldTo(jobId: string): Promise<Told | null> {
    const [job] = await this.db.query<Told>(
      `select p.payload ->> 'action' as action, p.payload ->> 'status' as status, p.payload ->> 'assigned_to' as assigned_to,
              h.state in ('done', 'cancelled', 'dead') as is_over
         from job_payloads p join job_heads h on h.tenant_id = p.tenant_id and h.id = p.id
        where p.tenant_id = current_tenant() and p.id = $1 and h.name = 'customers.bulk'`,
      [jobId],
    )
    return job ?? null
  }

  async changedBy(jobId: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      'select customer_id as id from bulk_changes where tenant_id = current_tenant() and job_id = $1 order by customer_id',
      [jobId],
    )
    return rows.map(({ id }) => id)
  }

  changesOf(jobId: string, ids: readonly string[]): Promise<NotedChange[]> {
    return this.db.query<NotedChange>(
      `select customer_id as id, previous, tag_ids from bulk_changes
        where tenant_id = current_tenant() and job_id = $1 and customer_id = any($2::uuid[])`,
      [jobId, ids],
    )
  }

  /** Those of them who still work here. */
  async activeMembers(ids: readonly (string | null)[]): Promise<ReadonlySet<string | null>> {
    const rows = await this.db.query<{ id: string }>(
      `select user_id as id from memberships
        where tenant_id = current_tenant() and user_id = any($1::uuid[]) and status <> 'inactive'`,
      [ids],
    )
    return new Set(rows.map(({ id }) => id))
  }

  /** Those of the tags that are still there. */
  async tagsThere(tagIds: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      'select id from tags where tenant_id = current_tenant() and id = any($1::uuid[]) for key share',
      [tagIds],
    )
    return rows.map(({ id }) => id)
  }

  /** Puts tags on, as far as they still exist; answers those that were not there. */
  putTags(wanted: readonly TagsOf[]): Promise<TagsOf[]> {
    return this.db.query<TagsOf>(
      `with put as (
         insert into customer_tags (tenant_id, customer_id, tag_id)
         select current_tenant(), w.id, t.id
           from jsonb_to_recordset($1::jsonb) as w (id uuid, tag_ids uuid[])
           join tags t on t.tenant_id = current_tenant() and t.id = any(w.tag_ids)
          order by w.id, t.id on conflict do nothing returning customer_id, tag_id)
       select customer_id as id, array_agg(tag_id) as tag_ids from put group by customer_id`,
      [JSON.stringify(wanted)],
    )
  }

  /** Takes tags off; answers those that were there. */
  takeTags(wanted: readonly TagsOf[]): Promise<TagsOf[]> {
    return this.db.query<TagsOf>(
      `with taken as (
         delete from customer_tags c using jsonb_to_recordset($1::jsonb) as w (id uuid, tag_ids uuid[])
          where c.tenant_id = current_tenant() and c.customer_id = w.id and c.tag_id = any(w.tag_ids)
         returning c.customer_id, c.tag_id)
       select customer_id as id, array_agg(tag_id) as tag_ids from taken group by customer_id`,
      [JSON.stringify(wanted)],
    )
  }

  /** Names of the tags of each, in their order. */
  async tagNames(ids: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.db.query<{ id: string; names: string[] }>(
      `select ct.customer_id as id, array_agg(t.name order by t.name_lower) as names
         from customer_tags ct join tags t on t.tenant_id = ct.tenant_id and t.id = ct.tag_id
        where ct.tenant_id = current_tenant() and ct.customer_id = any($1::uuid[]) group by ct.customer_id`,
      [ids],
    )
    return new Map(rows.map(({ id, names }) => [id, names]))
  }
}
