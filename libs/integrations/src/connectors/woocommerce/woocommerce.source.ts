// What a WooCommerce shop's own programs answer: orders and products by the time of their change, customers one and all,
// since the shop lists them by nothing else.
import { z } from 'zod'
import type { Meaning } from '../connector'
import { currency } from '../fields'
import { kept } from '../in-slices'
import { readAs, readValueAs } from '../signed-body'
import {
  SourceRefused,
  type ChangeWindow,
  type HooksReport,
  type ObjectType,
  type Page,
  type ShopObject,
  type ShopSource,
  type ShopVersion,
} from '../source'
import type { WooCommerceClient } from './woocommerce.client'
import { customer, customerMeaning, gmt } from './woocommerce.customer'
import { keepHooks, removeHooks } from './woocommerce.hooks'
import { allOf, pageOf, type Row } from './woocommerce.list'
import { order, orderMeaning } from './woocommerce.order'
import { product, productMeaning, variation } from './woocommerce.product'
import { refund } from './woocommerce.refund'

const paths: Readonly<Record<ObjectType, string>> = { order: 'orders', customer: 'customers', product: 'products' }

export class WooCommerceSource implements ShopSource {
  constructor(
    private readonly client: WooCommerceClient,
    /** Names the shop in our domains. */
    private readonly source: string,
  ) {}

  async check(): Promise<{ readonly currency: string }> {
    const answer = await this.client.ask({ method: 'GET', path: 'data/currencies/current' })
    const told = answer && z.object({ code: currency }).safeParse(jsonOf(answer.body)).data
    if (!told) throw new SourceRefused('nonsense', 'this does not answer as WooCommerce does')
    this.client.currency = told.code
    return { currency: told.code }
  }

  async read(type: ObjectType, window: ChangeWindow, cursor: string | null): Promise<Page<ShopObject>> {
    const page = await pageOf(this.client, paths[type], queryOf(type, window), cursor)
    const rows = page.items.filter((row) => isWithin(row, type, window))
    if (type === 'product' && this.client.currency === null) await this.check()
    return { ...page, items: await Promise.all(rows.map((row) => this.objectOf(type, row))) }
  }

  async versions(type: ObjectType, window: ChangeWindow, cursor: string | null): Promise<Page<ShopVersion>> {
    const query = { ...queryOf(type, window), _fields: 'id,date_modified_gmt' }
    const page = await pageOf(this.client, paths[type], query, cursor)
    const rows = page.items.filter((row) => isWithin(row, type, window))
    return { ...page, items: rows.map((row) => ({ type, external_id: row.id, at: versionOf(type, row) })) }
  }

  async fetch(type: ObjectType, externalId: string): Promise<ShopObject | null> {
    if (!/^\d{1,20}$/.test(externalId)) return null
    const answer = await this.client.ask({ method: 'GET', path: `${paths[type]}/${externalId}` })
    return answer && this.objectOf(type, readAs(z.looseObject({ id: z.string() }), answer.body))
  }

  keepHooks(address: string, secret: string): Promise<HooksReport> {
    return keepHooks(this.client, address, secret)
  }

  removeHooks(address: string): Promise<void> {
    return removeHooks(this.client, address)
  }

  private async objectOf(type: ObjectType, row: Row): Promise<ShopObject> {
    const meaning = kept(await this.reader(type, row))
    return { type, external_id: row.id, at: versionOf(type, row), meaning }
  }

  /** Asks for what hangs on an object. */
  private async reader(type: ObjectType, row: Row): Promise<() => Meaning> {
    switch (type) {
      case 'order': {
        const refunds = hasSome(row.refunds) ? await allOf(this.client, `orders/${row.id}/refunds`) : null
        return () => orderMeaning(readValueAs(order, row), this.source, refunds && readAll(refund, refunds))
      }
      case 'customer':
        return () => customerMeaning(readValueAs(customer, row))
      case 'product': {
        const variations = hasSome(row.variations) ? await allOf(this.client, `products/${row.id}/variations`) : null
        const shop = { source: this.source, currency: this.client.currency ?? (await this.check()).currency }
        const some = () => variations && readAll(variation, variations)
        return () => productMeaning(readValueAs(product, row), shop, some() ?? undefined)
      }
    }
  }
}

function readAll<Schema extends z.ZodType>(schema: Schema, rows: readonly Row[]): z.output<Schema>[] {
  return rows.map((row) => readValueAs(schema, row))
}

const hasSome = (value: unknown): boolean => Array.isArray(value) && value.length > 0

/** Both ends of the site's filters stay outside, and it knows whole seconds. A `Z` would be read in the site's zone. */
function queryOf(type: ObjectType, { from, to }: ChangeWindow): Record<string, string> {
  if (type === 'customer') return {}
  const shifted = (time: string, by: number) => new Date(Date.parse(time) + by).toISOString().slice(0, 19)
  const limits = { modified_before: shifted(to, 1999), ...(from ? { modified_after: shifted(from, -1000) } : {}) }
  return { ...limits, dates_are_gmt: 'true', status: 'any' }
}

/** Old sites know no filter by change, and tell of everything. */
function isWithin(row: Row, type: ObjectType, { from, to }: ChangeWindow): boolean {
  const at = versionOf(type, row)
  if (at === null) return true
  const time = Date.parse(at)
  return time < Date.parse(to) + 1000 && (from === null || time > Date.parse(from) - 1000)
}

/** A customer's time of change is not kept by all that changes her. */
function versionOf(type: ObjectType, row: Row): string | null {
  return type === 'customer' ? null : (gmt.safeParse(row.date_modified_gmt).data ?? null)
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
