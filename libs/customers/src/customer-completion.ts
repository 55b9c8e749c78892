import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import { CustomersQueries, followingColumns } from './customers.queries'
import { zoneOf } from './zones'

interface Incomplete {
  readonly id: string
  readonly phone: string | null
  readonly country_code: string | null
  readonly timezone: string
}

/**
 * Gives customers from before we read them the form of their phone number that can be compared, and the zone of their
 * country where they have the workspace's, which they were given with no other. Nobody's edit: neither versions nor
 * events.
 */
@Injectable()
export class CustomerCompletion {
  constructor(
    private readonly db: Database,
    private readonly queries: CustomersQueries,
  ) {}

  /** Looks at up to `limit` customers behind `after`; answers the last one, null at the end. */
  async next(after: string | null, limit: number): Promise<string | null> {
    const { timezone: home } = await this.queries.defaults()
    const rows = await this.db.query<Incomplete>(
      `select id, phone, country_code, timezone from customers
        where tenant_id = current_tenant() and ($1::uuid is null or id > $1::uuid) order by id limit $2 for no key update`,
      [after, limit],
    )
    const complete = rows.map((row) => {
      const timezone = row.timezone === home ? zoneOf(row, home) : row.timezone
      return { id: row.id, timezone, ...followingColumns({ ...row, timezone }) }
    })
    await this.db.query(
      `update customers c set timezone = n.timezone, phone_e164 = n.phone_e164
         from jsonb_to_recordset($1::jsonb) as n (id uuid, timezone text, phone_e164 text)
        where c.tenant_id = current_tenant() and c.id = n.id
          and (c.timezone, c.phone_e164) is distinct from (n.timezone, n.phone_e164)`,
      [JSON.stringify(complete)],
    )
    return rows.length < limit ? null : (rows.at(-1)?.id ?? null)
  }
}
