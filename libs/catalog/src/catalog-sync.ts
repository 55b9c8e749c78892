// Products as their shop tells them, a page of them at once. The shop's word counts: what it does not tell any more is
// gone, what it never tells stays as it was told elsewhere. An older state of a product than the one that stands says
// nothing new.
import { Injectable } from '@nestjs/common'
import { Database, Outbox } from '@portolan/platform'
import { CatalogQueries } from './catalog.queries'
import type { BroughtProduct, ShopProduct, ShopProductVariant } from './product.commands'
import { isNews, productRow, withVariant, type ProductRow, type StandingProduct } from './product.rows'

const idsPerEvent = 500

@Injectable()
export class CatalogSync {
  constructor(
    private readonly db: Database,
    private readonly queries: CatalogQueries,
    private readonly outbox: Outbox,
  ) {}

  async bring(product: ShopProduct): Promise<BroughtProduct> {
    const [brought] = await this.bringMany([product])
    return brought as BroughtProduct
  }

  /** Makes or updates the products, in one transaction; answers in their order. */
  bringMany(products: readonly ShopProduct[]): Promise<BroughtProduct[]> {
    return this.db.tx(async () => {
      // The same product twice in a page: the shop has told it anew.
      const told = new Map(products.map((product) => [keyOf(product), product]))
      const keys = [...told.values()]
      const made = await this.queries.claim(keys)
      const standing = await this.queries.lock(keys)
      const results = new Map<string, BroughtProduct>()
      const rows: ProductRow[] = []
      for (const before of standing) {
        const product = told.get(keyOf(before)) as ShopProduct
        const row = productRow(product, before)
        const isChanged = made.has(before.id) || (!isOlder(product, before) && isNews(row, before))
        if (isChanged) rows.push(row)
        const outcome = made.has(before.id) ? 'created' : isChanged ? 'updated' : 'unchanged'
        results.set(keyOf(before), { id: before.id, outcome })
      }
      await this.write(rows, made, standing)
      await this.queries.noteTimes(timesOf(standing, told))
      return products.map((product) => results.get(keyOf(product)) as BroughtProduct)
    })
  }

  /** One variant of a product that stands; null when it does not. */
  bringVariant({ source, product_external_id, variant, currency }: ShopProductVariant): Promise<BroughtProduct | null> {
    return this.db.tx(async () => {
      const [before] = await this.queries.lock([{ source, external_id: product_external_id }])
      if (!before || before.is_deleted) return null
      const row = withVariant(variant, currency, before)
      if (!isNews(row, before)) return { id: before.id, outcome: 'unchanged' }
      await this.write([row], new Set(), [before])
      return { id: before.id, outcome: 'updated' }
    })
  }

  /** Takes a product out of the list, unless the shop has told of it since. Null when we do not have it. */
  remove(source: string, externalId: string, at: string): Promise<BroughtProduct | null> {
    return this.db.tx(async () => {
      const [before] = await this.queries.lock([{ source, external_id: externalId }])
      if (!before) return null
      const newer = (before.external_updated_at ?? 0) > Date.parse(at)
      if (before.is_deleted || newer) return { id: before.id, outcome: 'unchanged' }
      await this.queries.remove(before.id, at)
      await this.outbox.append('product.deleted', { ids: [before.id] })
      return { id: before.id, outcome: 'updated' }
    })
  }

  private async write(
    rows: readonly ProductRow[],
    made: ReadonlySet<string>,
    standing: readonly StandingProduct[],
  ): Promise<void> {
    if (!rows.length) return
    await this.queries.write(rows)
    const written = new Set(rows.map(({ id }) => id))
    const back = standing.filter(({ id, is_deleted }) => is_deleted && written.has(id))
    await this.queries.count(made.size + back.length)
    const created = [...made]
    const updated = [...written].filter((id) => !made.has(id))
    for (const ids of chunks(created)) await this.outbox.append('product.created', { ids })
    for (const ids of chunks(updated)) await this.outbox.append('product.updated', { ids })
  }
}

function keyOf({ source, external_id }: { source: string; external_id: string }): string {
  return `${source}\n${external_id}`
}

function isOlder({ external_updated_at }: ShopProduct, before: StandingProduct): boolean {
  if (external_updated_at === null || before.external_updated_at === null) return false
  return Date.parse(external_updated_at) < before.external_updated_at
}

function timesOf(standing: readonly StandingProduct[], told: ReadonlyMap<string, ShopProduct>) {
  return standing.flatMap((before) => {
    const product = told.get(keyOf(before))
    return product && !isOlder(product, before) ? [{ id: before.id, at: product.external_updated_at }] : []
  })
}

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / idsPerEvent) }, (_, index) =>
    ids.slice(index * idsPerEvent, (index + 1) * idsPerEvent),
  )
}
