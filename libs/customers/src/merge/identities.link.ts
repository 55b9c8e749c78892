import { Injectable } from '@nestjs/common'
import { CustomerLinks, Database, type CustomerLink, type MovedRows } from '@portolan/platform'

/** A person's accounts in other places go where she goes. */
@Injectable()
export class IdentitiesLink implements CustomerLink {
  readonly tables = ['customer_identities']

  constructor(
    links: CustomerLinks,
    private readonly db: Database,
  ) {
    links.register(this)
  }

  async repoint(from: string, into: string): Promise<MovedRows> {
    const rows = await this.db.query(
      `update customer_identities set customer_id = $2, named_customer_id = coalesce(named_customer_id, $1)
        where tenant_id = current_tenant() and customer_id = $1 returning id`,
      [from, into],
    )
    return { customer_identities: rows.length }
  }

  async undo(from: string, back: string, named: readonly string[]): Promise<MovedRows> {
    const rows = await this.db.query(
      `update customer_identities set customer_id = $2, named_customer_id = nullif(named_customer_id, $2)
        where tenant_id = current_tenant() and customer_id = $1 and named_customer_id = any($3::uuid[]) returning id`,
      [from, back, named],
    )
    return { customer_identities: rows.length }
  }
}
