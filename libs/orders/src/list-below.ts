import { missing, type Database, type JsonPage } from '@portolan/platform'

const views = { order: 'orders_v1', customer: 'customers_v1' } as const

/** A list below a row: 404 when the reader sees no such row, rather than an empty list. */
export async function listBelow(
  db: Database,
  parent: keyof typeof views,
  id: string,
  list: () => Promise<JsonPage>,
): Promise<JsonPage> {
  const [parents, page] = await Promise.all([
    db.read(`select from ${views[parent]} where tenant_id = current_tenant() and id = $1`, [id]),
    list(),
  ])
  if (!parents.length) throw missing(parent)
  return page
}
