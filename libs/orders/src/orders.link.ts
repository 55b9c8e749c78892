import { Injectable } from '@nestjs/common'
import { CustomerLinks, Database, type CustomerLink, type MovedRows } from '@portolan/platform'

// Orders and refunds go with their customer, with the copy of her assignment; their days count other buyers now.
function moveRows(table: 'orders' | 'refunds', condition: string, named: string): string {
  return `
with moved as (
  update ${table} t
     set customer_id = $2, named_customer_id = ${named}, assigned_to = c.assigned_to, version = t.version + 1,
         updated_at = now()
    from customers c
   where t.tenant_id = current_tenant() and t.customer_id = $1 and ${condition}
     and c.tenant_id = current_tenant() and c.id = $2
  returning t.day
), marked as (
  insert into dirty_days (tenant_id, day) select current_tenant(), d.day from (select distinct day from moved) d
)
select count(*)::integer as rows from moved`
}

@Injectable()
export class OrdersLink implements CustomerLink {
  readonly tables = ['orders', 'refunds'] as const

  constructor(
    links: CustomerLinks,
    private readonly db: Database,
  ) {
    links.register(this)
  }

  repoint(from: string, into: string): Promise<MovedRows> {
    return this.move('true', 'coalesce(t.named_customer_id, $1)', [from, into])
  }

  undo(from: string, back: string, named: readonly string[]): Promise<MovedRows> {
    return this.move('t.named_customer_id = any($3::uuid[])', 'nullif(t.named_customer_id, $2)', [from, back, named])
  }

  private async move(condition: string, named: string, params: readonly unknown[]): Promise<MovedRows> {
    const moved: Record<string, number> = {}
    for (const table of this.tables) {
      const [answer] = await this.db.query<{ rows: number }>(moveRows(table, condition, named), params)
      moved[table] = answer?.rows ?? 0
    }
    return moved
  }
}
