// What must hold after the storm, read from the database as its owner: no acknowledged write is lost (I1), every effect
// is there exactly once (I2), all work has come to an end (I5).
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Acknowledged } from './clients'

const numberOf = async (owner: Client, sql: string, params: unknown[] = []) =>
  Number((await owner.query<{ n: string }>(`select count(*) as n from (${sql}) counted`, params)).rows[0]?.n)

/** Waits until nothing is left to do. Throws an Error naming what is left when nothing was done for `milliseconds`. */
export async function untilQuiet(owner: Client, milliseconds: number): Promise<void> {
  let [done, since] = [-1, Date.now()]
  for (; ; await pause(500)) {
    const left = await owner.query<{ state: string; count: number }>(
      `select state, attempts, lost_leases, run_at > now() as later, coalesce(last_error, failure) as error, count(*)::integer
         from job_heads left join job_payloads using (tenant_id, id) where state in ('waiting', 'pending', 'running')
        group by 1, 2, 3, 4, 5
        union all select 'unsent', 0, 0, false, null, count(*)::integer from outbox_heads having count(*) > 0`,
    )
    if (!left.rowCount) return
    const now = await numberOf(owner, `select from job_heads where state in ('done', 'dead')`)
    // A machine that is busy with other things is slow; work that stands still is what we look for.
    if (now !== done) [done, since] = [now, Date.now()]
    if (Date.now() - since > milliseconds) throw new Error(`still to do: ${JSON.stringify(left.rows)}`)
  }
}

export async function lostWrites(owner: Client, acknowledged: readonly Acknowledged[]): Promise<number> {
  const ids = acknowledged.map(({ id }) => id)
  return numberOf(
    owner,
    'select from unnest($1::uuid[]) as told (id) where not exists (select from customers c where c.id = told.id)',
    [ids],
  )
}

/** Customers that were made without anybody having been told, or more than once under one key. */
export async function inventedWrites(owner: Client, acknowledged: readonly Acknowledged[]): Promise<number> {
  const ids = acknowledged.map(({ id }) => id)
  const unknown = await numberOf(owner, 'select from customers where id <> all($1::uuid[])', [ids])
  return unknown + (ids.length - new Set(ids).size)
}

/** Effects that are missing or doubled: two audit entries and two lines of the timeline for every customer. */
export async function wrongEffects(owner: Client): Promise<Record<string, number>> {
  return {
    audit: await numberOf(
      owner,
      `select from customers c where 1 <> (
         select count(*) from audit_log a where a.action = 'customer.created' and a.subject_ids = array[c.id]
            and a.tenant_id = c.tenant_id)
       union all
       select from customers c where 1 <> (
         select count(*) from audit_log a where a.action = 'customer.updated' and a.subject_ids = array[c.id]
            and a.tenant_id = c.tenant_id)`,
    ),
    timeline: await numberOf(
      owner,
      `select from customers c where 2 <> (
         select count(*) from timeline_entries t where t.tenant_id = c.tenant_id and t.customer_id = c.id)`,
    ),
    counts: await numberOf(
      owner,
      `select from tenants t where (select count(*) from customers c where c.tenant_id = t.id) <>
         (select coalesce(sum(n.count), 0) from tenant_counts n where n.tenant_id = t.id and n.name = 'customers')`,
    ),
  }
}

/** The longest that a job took from being made to being done, in seconds. */
export async function slowestJob(owner: Client): Promise<number> {
  const { rows } = await owner.query<{ seconds: number }>(
    `select coalesce(max(extract(epoch from finished_at - created_at)), 0)::float8 as seconds
       from job_heads where state = 'done' and name = 'event.handle'`,
  )
  return rows[0]?.seconds ?? 0
}
