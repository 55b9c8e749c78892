// The single operations that are compared: what the product is asked, and the same of the hand-written server.
import { createHmac } from 'node:crypto'
import { customersResource } from '@portolan/customers'
import { ordersResource } from '@portolan/orders'
import type { ResourceDefinition } from '@portolan/platform'
import type { Client } from 'pg'
import type { Request } from './drive'
import type { Member } from './ground'

export interface Operation {
  readonly name: string
  readonly ours: readonly Request[]
  readonly theirs: readonly Request[]
  /** The least that ours reaches of theirs, in requests per second. */
  readonly atLeast?: number
  /** Whether both answer the same `data`. */
  readonly same?: true
}

const requestsOfEach = 200
type Definition = Pick<ResourceDefinition, 'fields' | 'detail' | 'beside'>

/** What the hand-written server needs to know of the product: its select lists. */
export function selectLists(tenant: string): object {
  const [customers, orders] = [customersResource.definition, ordersResource.definition]
  const listOf = ({ fields }: Definition) =>
    Object.entries(fields as Record<string, string>).map(([name, sql]) => `${sql} as "${name}"`)
  const detailOf = ({ detail = {} }: Definition) =>
    Object.entries(detail as Record<string, { many: boolean; sql: string }>).map(([name, { many, sql }]) =>
      many
        ? `(select coalesce(json_agg(row_to_json(n)), '[]'::json) from (${sql}) n) as "${name}"`
        : `(select row_to_json(n) from (${sql} limit 1) n) as "${name}"`,
    )
  return {
    tenant,
    customer: listOf(customers).join(', '),
    order: listOf(orders).join(', '),
    beside: (orders as Definition).beside ?? '',
    detail: detailOf(orders).join(', '),
    summary: `o.id, o.order_number, o.status, o.payment_status, iso_time(o.placed_at) as placed_at,
      money_text(o.total_amount, o.currency) as total_amount, o.currency`,
  }
}

export class Operations {
  private shop: Promise<string> | undefined

  constructor(
    private readonly client: Client,
    private readonly admin: Member,
    /** Of the product. */
    private readonly api: string,
  ) {}

  /** Those that both servers answer. */
  async compared(): Promise<Operation[]> {
    const customers = await this.ids('customers', `email like 'person%'`)
    const orders = await this.ids('orders', 'true')
    const ours = (path: string): Request => ({ path: `/api/v1${path}`, token: this.admin.token() })
    const theirs = (path: string): Request => ({ path })
    return [
      {
        name: 'customers, newest 25',
        ours: [ours('/customers')],
        theirs: [theirs('/customers')],
        atLeast: 0.55,
        same: true,
      },
      {
        name: 'customers of a country and status by value',
        ours: [ours('/customers?country_code=DE&status=vip&sort=-lifetime_value')],
        theirs: [theirs('/customers/filtered?country=DE&status=vip')],
        atLeast: 0.55,
        same: true,
      },
      { name: 'orders, newest 25', ours: [ours('/orders')], theirs: [theirs('/orders')], atLeast: 0.55, same: true },
      {
        name: 'a customer with her last ten orders',
        ours: customers.map((id) => ours(`/customers?id=${id}&include=orders`)),
        theirs: customers.map((id) => theirs(`/customers/${id}/newest-orders`)),
        atLeast: 0.5,
      },
      {
        name: 'an order with its items and all else',
        ours: orders.map((id) => ours(`/orders/${id}`)),
        theirs: orders.map((id) => theirs(`/orders/${id}`)),
        atLeast: 0.5,
      },
      await this.placing(),
      await this.takingIn(),
      ...this.searches(),
    ]
  }

  /** Terms with no match, one, many, and of two characters. */
  searches(): Operation[] {
    const search = (what: string, terms: readonly string[]): Operation => ({
      name: `search: ${what}`,
      ours: terms.map((q) => ({ path: `/api/v1/customers?q=${encodeURIComponent(q)}`, token: this.admin.token() })),
      theirs: terms.map((q) => ({ path: `/search?q=${encodeURIComponent(q)}` })),
      atLeast: 0.6,
    })
    const numbers = Array.from({ length: requestsOfEach }, (_, index) => 1 + index * 211)
    return [
      search(
        'no match',
        numbers.map((n) => `qzx${n}wvy`),
      ),
      search(
        'one match',
        numbers.map((n) => `person${n}@shop`),
      ),
      search('a family name', ['lindqvistström', 'novakova', 'garcíaeau', 'rossiberg', 'jansendal', 'schmidholm']),
      search('two Chinese characters', ['王小', '王志', '田中', '铃木', '志强']),
      search('half of everybody', ['example']),
    ]
  }

  private async placing(): Promise<Operation> {
    const people = await this.ids('customers', `email like '%@runs.example'`, 1000)
    const body = (customer: string) => ({
      customer_id: customer,
      source: 'runs',
      order_number: 'R-%n%',
      currency: 'EUR',
      items: [
        { product_name: 'Enamel mug', sku: 'MUG-1', quantity: 2, unit_price: '12.50' },
        { product_name: 'Tea towel', sku: 'TOWEL-1', quantity: 1, unit_price: '9.90' },
      ],
    })
    const place = (customer: string, path: string): Request => ({ method: 'POST', path, body: body(customer) })
    return {
      name: 'an order placed',
      ours: people.map((id) => ({ ...place(id, '/api/v1/orders'), token: this.admin.token() })),
      theirs: people.map((id) => place(id, '/orders')),
      atLeast: 0.4,
    }
  }

  /** A shop that is connected to the product, by id. */
  private async connectedShop(client_secret: string): Promise<string> {
    const connected = await fetch(`${this.api}/api/v1/integrations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.admin.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        platform: 'shopify',
        shop_name: 'Bench',
        credentials: { shop_domain: 'bench.myshopify.com', client_secret },
      }),
    })
    if (connected.status !== 201) throw new Error(`${connected.status} ${await connected.text()}`)
    const { data } = (await connected.json()) as { data: { id: string } }
    return data.id
  }

  /** What a shop sends: its signature checked, stored, a repeated one known again. */
  async takingIn(): Promise<Operation> {
    const client_secret = 'a-secret-that-nobody-has'
    this.shop ??= this.connectedShop(client_secret)
    const line = { id: 1, title: 'Enamel mug', sku: 'MUG-1', quantity: 2, price: '12.50', vendor: 'Bench' }
    const body = { id: 1001, line_items: Array.from({ length: 20 }, (_, n) => ({ ...line, id: n })) }
    const headers = {
      'x-shopify-topic': 'orders/updated',
      'x-shopify-shop-domain': 'bench.myshopify.com',
      'x-shopify-webhook-id': 'w-%n%',
      'x-shopify-hmac-sha256': createHmac('sha256', client_secret).update(JSON.stringify(body)).digest('base64'),
    }
    const send = (path: string): Request => ({ method: 'POST', path, headers, body })
    return {
      name: 'an event of a shop taken in',
      ours: [send('/api/v1/webhooks/shopify')],
      theirs: [send(`/inbox/${await this.shop}`)],
      atLeast: 0.6,
    }
  }

  /** One page at each of ten depths. */
  async cursors(member: Member): Promise<Request[]> {
    const { rows } = await this.client.query<{ at: string; id: string }>(
      `select (created_at at time zone 'UTC')::text || 'Z' as at, id from (
         select created_at, id, row_number() over (order by created_at desc, id desc) as n
           from customers where tenant_id = $1 and deleted_at is null) c
        where n % greatest(1, (select count(*) from customers where tenant_id = $1) / 10) = 0`,
      [member.tenant],
    )
    return rows.map(({ at, id }) => {
      const cursor = Buffer.from(JSON.stringify(['-created_at', at, id])).toString('base64url')
      return { path: `/api/v1/customers?cursor=${cursor}`, token: member.token() }
    })
  }

  /** Ids of the member's shop, spread over the table. */
  async ids(
    table: 'customers' | 'orders',
    where: string,
    count = requestsOfEach,
    tenant = this.admin.tenant,
  ): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `select id from (select id, row_number() over (order by id) as n, count(*) over () as all_of from ${table}
                        where tenant_id = $1 and ${where}) t
        where n % greatest(1, all_of / $2) = 0 limit $2`,
      [tenant, count],
    )
    return rows.map(({ id }) => id)
  }
}
