// Statements of bulk edits: each takes a chunk of customers at once, whatever its size.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import type { CustomerStatus } from '../customer.dto'

export interface Standing {
  readonly id: string
  readonly status: CustomerStatus
  readonly assigned_to: string | null
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

  async set(ids: readonly string[], column: 'status' | 'assigned_to', value: string | null): Promise<void> {
    const type = column === 'status' ? 'text' : 'uuid'
    await this.db.query(
      `update customers set ${column} = $2::${type}, version = version + 1, updated_at = now()
        where tenant_id = current_tenant() and id = any($1::uuid[])`,
      [ids, value],
    )
  }

  /** Those of the tags that are still there. */
  async tagsThere(tagIds: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      'select id from tags where tenant_id = current_tenant() and id = any($1::uuid[]) for key share',
      [tagIds],
    )
    return rows.map(({ id }) => id)
  }

  async putTags(ids: readonly string[], tagIds: readonly string[]): Promise<void> {
    await this.db.query(
      `insert into customer_tags (tenant_id, customer_id, tag_id)
       select current_tenant(), c.id, t.id from unnest($1::uuid[]) as c (id) cross join unnest($2::uuid[]) as t (id)
        order by c.id, t.id on conflict do nothing`,
      [ids, tagIds],
    )
  }

  async takeTags(ids: readonly string[], tagIds: readonly string[]): Promise<void> {
    await this.db.query(
      `delete from customer_tags
        where tenant_id = current_tenant() and customer_id = any($1::uuid[]) and tag_id = any($2::uuid[])`,
      [ids, tagIds],
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
