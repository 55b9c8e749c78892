// The SQL of the catalogue: a page of products is written by a handful of statements, whatever its size.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { ProductRow, StandingProduct } from './product.rows'

export interface ProductKey {
  readonly source: string
  readonly external_id: string
}

/** `StandingProduct` as JSON. */
const standing = `
select row_to_json(r)::text as data from (
select p.id, p.source, p.external_id, p.name, p.description, p.translations, p.status, p.brand, p.categories, p.product_type,
       p.tags, p.url, p.images, floor(extract(epoch from p.external_updated_at) * 1000) as external_updated_at,
       p.deleted_at is not null as is_deleted,
       coalesce((
         select json_agg(row_to_json(v) order by v.position, v.id)
           from (select v.id, v.product_id, v.position, v.external_id, v.sku, v.name, v.options, v.currency,
                        v.price::text as price, v.compare_at_price::text as compare_at_price, v.cost::text as cost,
                        v.stock_quantity, v.low_stock_threshold, v.barcode, v.countries, v.image_url
                   from product_variants v where v.tenant_id = current_tenant() and v.product_id = p.id) v), '[]') as variants
  from products p
 where p.tenant_id = current_tenant() and p.id = any($1::uuid[])) r`

const writeProducts = `
update products p
   set name = i.name, description = i.description, translations = i.translations, status = i.status, brand = i.brand,
       categories = i.categories, product_type = i.product_type, tags = i.tags, url = i.url, images = i.images,
       updated_at = now(), deleted_at = null
  from jsonb_to_recordset($1::jsonb) as i (id uuid, name text, description text, translations jsonb, status text, brand text,
       categories text[], product_type text, tags text[], url text, images jsonb)
 where p.tenant_id = current_tenant() and p.id = i.id`

/** $1 are the variants, $2 the products whose others go. */
const writeVariants = `
with input as materialized (
  select * from jsonb_to_recordset($1::jsonb) as i (id uuid, product_id uuid, position integer, external_id text, sku text,
    name text, options jsonb, currency text, price bigint, compare_at_price bigint, cost bigint, stock_quantity integer,
    low_stock_threshold integer, barcode text, countries text[], image_url text)
),
gone as (
  delete from product_variants
   where tenant_id = current_tenant() and product_id = any($2::uuid[]) and id not in (select id from input)
)
insert into product_variants as v (
  tenant_id, id, product_id, position, external_id, sku, name, options, currency, price, compare_at_price, cost,
  stock_quantity, low_stock_threshold, barcode, countries, image_url)
select current_tenant(), id, product_id, position, external_id, sku, name, options, currency, price, compare_at_price, cost,
       stock_quantity, low_stock_threshold, barcode, countries, image_url
  from input
    on conflict (tenant_id, id) do update
   set position = excluded.position, sku = excluded.sku, name = excluded.name, options = excluded.options,
       currency = excluded.currency, price = excluded.price, compare_at_price = excluded.compare_at_price,
       cost = excluded.cost, stock_quantity = excluded.stock_quantity, low_stock_threshold = excluded.low_stock_threshold,
       barcode = excluded.barcode, countries = excluded.countries, image_url = excluded.image_url,
       updated_at = case when (v.position, v.sku, v.name, v.options, v.currency, v.price, v.compare_at_price, v.cost,
                               v.stock_quantity, v.low_stock_threshold, v.barcode, v.countries, v.image_url)
              is distinct from (excluded.position, excluded.sku, excluded.name, excluded.options, excluded.currency,
                               excluded.price, excluded.compare_at_price, excluded.cost, excluded.stock_quantity,
                               excluded.low_stock_threshold, excluded.barcode, excluded.countries, excluded.image_url)
                         then now() else v.updated_at end`

const sumUp = `
update products p
   set stock_quantity = v.stock,
       search_text = product_search_text(concat_ws(' ', p.name, p.brand, v.words, p.external_id, (
         select string_agg(t.words ->> 'name', ' ') from jsonb_each(p.translations) as t (language, words))))
  from (select p.id, sum(v.stock_quantity) as stock, string_agg(concat_ws(' ', v.sku, v.barcode), ' ') as words
          from products p
          left join product_variants v on v.tenant_id = current_tenant() and v.product_id = p.id
         where p.tenant_id = current_tenant() and p.id = any($1::uuid[]) group by p.id) v
 where p.tenant_id = current_tenant() and p.id = v.id`

@Injectable()
export class CatalogQueries {
  constructor(private readonly db: Database) {}

  /** Makes empty products under the keys that have none, so that they can be locked; answers their ids. */
  async claim(keys: readonly ProductKey[]): Promise<Set<string>> {
    const made = await this.db.query<{ id: string }>(
      `insert into products (tenant_id, id, source, external_id)
       select current_tenant(), k.id, k.source, k.external_id
         from unnest($1::uuid[], $2::text[], $3::text[]) as k (id, source, external_id) order by k.source, k.external_id
           on conflict (tenant_id, source, external_id) do nothing returning id`,
      [keys.map(() => newId()), ...columns(keys)],
    )
    return new Set(made.map(({ id }) => id))
  }

  /** Products under these keys, locked in the order of their ids. Two statements: the second sees what others did first. */
  async lock(keys: readonly ProductKey[]): Promise<StandingProduct[]> {
    const locked = await this.db.query<{ id: string }>(
      `select p.id from products p join unnest($1::text[], $2::text[]) as k (source, external_id) using (source, external_id)
        where p.tenant_id = current_tenant() order by p.id for update of p`,
      columns(keys),
    )
    if (!locked.length) return []
    const found = await this.db.query<{ data: string }>(standing, [locked.map(({ id }) => id)])
    return found.map(({ data }) => JSON.parse(data) as StandingProduct)
  }

  async write(rows: readonly ProductRow[]): Promise<void> {
    const ids = rows.map(({ id }) => id)
    await this.db.query(writeProducts, [JSON.stringify(rows.map(({ variants: _variants, ...row }) => row))])
    await this.db.query(writeVariants, [JSON.stringify(rows.flatMap(({ variants }) => variants)), ids])
    await this.db.query(sumUp, [ids])
  }

  /** Notes when the shop changed them last; an unknown time leaves what is known. */
  async noteTimes(times: readonly { readonly id: string; readonly at: string | null }[]): Promise<void> {
    const known = times.filter(({ at }) => at !== null)
    if (!known.length) return
    await this.db.query(
      `update products p set external_updated_at = t.at
         from unnest($1::uuid[], $2::timestamptz[]) as t (id, at)
        where p.tenant_id = current_tenant() and p.id = t.id and p.external_updated_at is distinct from t.at`,
      [known.map(({ id }) => id), known.map(({ at }) => at)],
    )
  }

  /** By how many the list is longer now. */
  async count(difference: number): Promise<void> {
    if (difference) await this.db.query(`select count_rows('products', $1)`, [difference])
  }

  async remove(id: string, at: string): Promise<void> {
    await this.db.query(
      `update products set deleted_at = $2, updated_at = now() where tenant_id = current_tenant() and id = $1`,
      [id, at],
    )
    await this.count(-1)
  }
}

function columns(keys: readonly ProductKey[]): [string[], string[]] {
  return [keys.map(({ source }) => source), keys.map(({ external_id }) => external_id)]
}
