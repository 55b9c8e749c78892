import { newId } from '@portolan/contracts'
import { Outbox } from '@portolan/platform'
import { RevenueRows, testWorld, type TestTenant, type World } from '@portolan/testing'
import type { CustomerDto } from './customer.answer.dto'
import type { CustomerFieldsDto } from './customer.dto'
import {
  CustomersService,
  CustomersWorkerModule,
  customersEntities,
  type CustomerProfile,
  type CustomerReference,
} from './index'

let world: World
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [CustomersWorkerModule], entities: customersEntities })
  a = await world.tenant('a')
  b = await world.tenant('b')
})
afterAll(() => world.close())

const customers = () => world.get(CustomersService)
const find = (references: (CustomerReference | null)[], tenant = a) =>
  world.as(tenant, 'system', () => customers().findOrCreateMany(references))
const account = (source: string, external_id: string, profile: CustomerProfile = {}): CustomerReference => ({
  source,
  external_id,
  profile,
})
const one = async (id: string | null | undefined): Promise<CustomerDto> =>
  JSON.parse((await world.as(a, 'manager', () => customers().one(id ?? ''))).text) as CustomerDto
const counted = async (tenant = a) => {
  const sql = `select (select coalesce(sum(count), 0) from tenant_counts where tenant_id = $1 and name = 'customers')::int as kept,
                      (select count(*) from customers where tenant_id = $1 and deleted_at is null)::int as living`
  return (await world.owner.query<{ kept: number; living: number }>(sql, [tenant.id])).rows[0]!
}
const tell = async (name: string) =>
  (
    await world.owner.query<{ ids: string[] }>(
      `select array(select jsonb_array_elements_text(payload->'ids')) as ids from outbox_events where name = $1 and tenant_id = $2`,
      [name, a.id],
    )
  ).rows.flatMap(({ ids }) => ids)

describe('references', () => {
  it('make a customer once, answer in their order, and null for guests', async () => {
    const ada = account('shop', '1', { first_name: 'Ada', email: 'ada@ref.example', country_code: 'gb' })
    const bob = account('shop', '2', { first_name: 'Bob' })
    const first = await find([bob, null, ada, bob])
    expect(first[1]).toBeNull()
    expect(first[0]).toBe(first[3])
    expect(first[0]).not.toBe(first[2])
    expect(await find([ada, bob, { id: first[0] as string }])).toEqual([first[2], first[0], first[0]])
    expect(await one(first[2])).toMatchObject({
      first_name: 'Ada',
      country_code: 'GB',
      currency: 'EUR',
      timezone: 'Europe/London',
      assigned_to: null,
      identities: [{ source: 'shop', external_id: '1' }],
    })
    expect((await tell('customer.created')).sort()).toEqual([first[0], first[2]].sort())
    const { kept, living } = await counted()
    expect(kept).toBe(living)
  })

  it('find a customer by e-mail in another source, and never overwrite her', async () => {
    const [id] = await find([account('shop', 'e1', { email: 'Eve@ref.example', first_name: 'Eve' })])
    const [other] = await find([
      account('files', 'x9', { email: 'eve@REF.example', first_name: 'Mallory', phone: '123456' }),
    ])
    expect(other).toBe(id)
    expect(await one(id)).toMatchObject({ first_name: 'Eve', phone: null, version: 1 })
    expect((await one(id)).identities).toHaveLength(2)
  })

  it('let the account win over the e-mail', async () => {
    const [x] = await find([account('shop', 'w1', { email: 'w1@ref.example' })])
    const [y] = await find([account('shop', 'w2', { email: 'w2@ref.example' })])
    expect(await find([account('shop', 'w1', { email: 'w2@ref.example' })])).toEqual([x])
    expect(y).not.toBe(x)
  })

  it('share one new customer between accounts with one e-mail', async () => {
    const ids = await find([
      account('shop', 's1', { email: 'Same@ref.example', first_name: 'First' }),
      account('files', 's2', { email: 'same@ref.example', first_name: 'Second' }),
    ])
    expect(ids[0]).toBe(ids[1])
    expect(await one(ids[0])).toMatchObject({ first_name: 'First', email: 'Same@ref.example' })
  })

  it('take what shops say as far as it fits the rules', async () => {
    const profile = {
      email: 'not an address',
      first_name: `  ${'\u{1F600}'.repeat(150)}\u0000 `,
      last_name: 'pays with 4111111111111111',
      phone: 'call me',
      country_code: 'Narnia',
      timezone: '+25:00',
      language: '???',
      currency: 'XXXX',
    }
    const [id] = await find([account('shop', 'odd', profile)])
    expect(await one(id)).toMatchObject({
      email: null,
      first_name: '\u{1F600}'.repeat(100),
      last_name: 'pays with [card 1111]',
      phone: null,
      country_code: null,
      timezone: 'Europe/Berlin',
      language: 'en',
      currency: 'EUR',
    })
  })

  it('restore a deleted customer whose account comes again', async () => {
    const [id] = await find([account('shop', 'back', { email: 'back@ref.example' })])
    await world.as(a, 'manager', () => customers().remove(id as string))
    expect(await find([account('shop', 'back')])).toEqual([id])
    expect(await one(id)).toMatchObject({ deleted_at: null, email: 'back@ref.example' })
    expect(await tell('customer.restored')).toContain(id)
    const { kept, living } = await counted()
    expect(kept).toBe(living)
  })

  it('move a deleted customer’s account to the living one who has her e-mail', async () => {
    const [old] = await find([account('shop', 'moved', { email: 'moved@ref.example' })])
    await world.as(a, 'manager', () => customers().remove(old as string))
    const heir = await world.as(a, 'manager', () => customers().create({ email: 'moved@ref.example' }))
    expect(await find([account('shop', 'moved')])).toEqual([heir.extras.id])
    const deleted = await world.owner.query('select from customers where id = $1 and deleted_at is not null', [old])
    expect(deleted.rowCount).toBe(1)
  })

  it('make a new customer where only a deleted one has the e-mail', async () => {
    const gone = await world.as(a, 'manager', () => customers().create({ email: 'free@ref.example' }))
    await world.as(a, 'manager', () => customers().remove(gone.extras.id as string))
    const [id] = await find([account('shop', 'free', { email: 'free@ref.example' })])
    expect(id).not.toBe(gone.extras.id)
  })

  it('refuse ids of nobody, of deleted customers and of other tenants', async () => {
    const [theirs] = await find([account('shop', 'b')], b)
    const [gone] = await find([account('shop', 'gone')])
    await world.as(a, 'manager', () => customers().remove(gone as string))
    for (const id of [newId(), theirs as string, gone as string]) {
      await expect(find([{ id }])).rejects.toMatchObject({ kind: 'unprocessable', reason: 'customer.unknown' })
    }
  })

  it('are the same name in two tenants for two people', async () => {
    const reference = account('shop', 'both', { email: 'both@ref.example' })
    const [mine] = await find([reference])
    const [theirs] = await find([reference], b)
    expect(mine).not.toBe(theirs)
  })

  it('tell more than five hundred new customers in several events', async () => {
    const before = (await tell('customer.created')).length
    await find(Array.from({ length: 1201 }, (_, n) => account('bulk', String(n))))
    expect((await tell('customer.created')).length).toBe(before + 1201)
    const { kept, living } = await counted()
    expect(kept).toBe(living)
  })

  it('of sixty writers at once make one customer each, whatever the order they name them in', async () => {
    const race = Array.from({ length: 12 }, (_, n) =>
      account('race', String(n), { email: `race${n % 8}@ref.example`, first_name: `Racer ${n}` }),
    )
    const shuffled = (seed: number) => race.map((_, index) => race[(index * 5 + seed) % race.length]!)
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, writer) => {
        const wanted = shuffled(writer)
        const ids = await find(wanted)
        return new Map(
          wanted.map((reference, index) => ['external_id' in reference ? reference.external_id : '', ids[index]]),
        )
      }),
    )
    for (const reference of race) {
      const key = 'external_id' in reference ? reference.external_id : ''
      expect(new Set(answers.map((ids) => ids.get(key))).size).toBe(1)
    }
    const made = await world.owner.query(`select id from customers where email like 'race%' and tenant_id = $1`, [a.id])
    expect(made.rowCount).toBe(8)
    const { rows: orphans } = await world.owner.query(
      `select i.id from customer_identities i where not exists (select from customers c where c.tenant_id = i.tenant_id and c.id = i.customer_id)`,
    )
    expect(orphans).toEqual([])
    const { kept, living } = await counted()
    expect(kept).toBe(living)
  }, 30_000)

  it('of two accounts with one new e-mail, made at once, end in one customer', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, n) => find([account(`place${n}`, '1', { email: 'everywhere@ref.example' })])),
    )
    expect(new Set(ids.flat()).size).toBe(1)
    expect((await one(ids[0]?.[0])).identities).toHaveLength(30)
  }, 30_000)
})

describe('figures', () => {
  const rows = () => new RevenueRows(world.owner)
  const refresh = (ids: string[], tenant = a) =>
    world.as(tenant, 'system', () =>
      world.db.tx(async () => {
        await customers().lock(ids)
        await customers().refreshFigures(ids)
      }),
    )

  beforeAll(async () => {
    await world.owner.query(
      `insert into exchange_rates (currency, day, rate) values
         ('USD', '2026-01-02', 1.25), ('JPY', '2026-01-02', 160), ('USD', '2026-02-02', 2), ('KWD', '2026-01-02', 0.4)`,
    )
  })

  it('are net of refunds, in the tenant’s currency, each order at its own rate', async () => {
    const id = await rows().customer(a)
    const placed = { customer: id, gross: 0 }
    await rows().order(a, { ...placed, gross: 10_000, currency: 'EUR', placed_at: '2026-01-05T10:00:00Z' })
    const usd = await rows().order(a, { ...placed, gross: 5_000, currency: 'USD', placed_at: '2026-01-03T10:00:00Z' })
    await rows().order(a, {
      ...placed,
      gross: 5_000,
      currency: 'USD',
      rate_day: '2026-02-02',
      placed_at: '2026-02-03T10:00:00Z',
    })
    await rows().order(a, { ...placed, gross: 1_600, currency: 'JPY', placed_at: '2026-01-04T10:00:00Z' })
    await rows().order(a, { ...placed, gross: 1_000, currency: 'KWD', placed_at: '2026-01-06T10:00:00Z' })
    await rows().refund(a, usd, 1_250, '2026-03-01T10:00:00Z')
    await refresh([id])
    // 100 + 50/1.25 + 50/2 + 1600/160 + 1/0.4 = 177.50 gross; 12.50/1.25 = 10 refunded
    expect(await one(id)).toMatchObject({
      lifetime_value: '167.50',
      lifetime_value_currency: 'EUR',
      total_orders: 5,
      average_order_value: '35.50',
      first_order_date: '2026-01-03T10:00:00.000Z',
      last_order_date: '2026-02-03T10:00:00.000Z',
      orders_without_rate: 0,
      version: 1,
    })
  })

  it('leave out cancelled orders with their refunds, adjustments and what has no rate, which they count', async () => {
    const id = await rows().customer(a)
    const order = { customer: id, placed_at: '2026-01-05T10:00:00Z', gross: 1_000 }
    await rows().order(a, order)
    const cancelled = await rows().order(a, { ...order, status: 'cancelled', placed_at: '2026-01-01T10:00:00Z' })
    await rows().refund(a, cancelled, 500, '2026-01-06T10:00:00Z')
    await rows().order(a, { ...order, gross: 0, has_sale: false, placed_at: '2026-03-01T10:00:00Z' })
    await rows().order(a, { ...order, currency: 'AED', rate_day: null, placed_at: '2026-01-07T10:00:00Z' })
    await refresh([id])
    expect(await one(id)).toMatchObject({
      lifetime_value: '10.00',
      total_orders: 2,
      average_order_value: '5.00',
      first_order_date: '2026-01-05T10:00:00.000Z',
      last_order_date: '2026-01-07T10:00:00.000Z',
      orders_without_rate: 1,
    })
  })

  it('round once, half away from zero, below zero too', async () => {
    const id = await rows().customer(a)
    const order = await rows().order(a, {
      customer: id,
      gross: 1,
      currency: 'USD',
      rate_day: '2026-02-02',
      placed_at: '2026-02-03T10:00:00Z',
    })
    await refresh([id])
    expect(await one(id)).toMatchObject({ lifetime_value: '0.01', average_order_value: '0.01' })
    await rows().refund(a, order, 2, '2026-02-04T10:00:00Z')
    await refresh([id])
    expect(await one(id)).toMatchObject({ lifetime_value: '-0.01', total_orders: 1 })
  })

  it('are right after a hundred writers at once, who lock, write and refresh', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => rows().customer(a)))
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        world.as(a, 'system', () =>
          world.db.tx(async () => {
            const two = [ids[n % 5]!, ids[(n + 1 + (n % 4)) % 5]!]
            await customers().lock(two)
            for (const customer of new Set(two)) {
              await world.db.query(
                `insert into orders (tenant_id, id, order_number, customer_id, status, payment_status, placed_at, day, currency,
                                     subtotal_amount, total_amount, gross_amount, has_sale, fx_state, rate_day, content_hash)
                 values (current_tenant(), $1::uuid, $1::text, $2, 'delivered', 'paid', now(), now()::date, 'EUR', $3, $3, $3, true,
                         'frozen', '2026-01-02', '')`,
                [newId(), customer, n + 1],
              )
            }
            await customers().refreshFigures(two)
          }),
        ),
      ),
    )
    const { rows: recomputed } = await world.owner.query(
      `select c.lifetime_value::int as kept, c.total_orders as orders, sum(o.gross_amount)::int as slow, count(o.id)::int as placed
         from customers c join orders o on o.tenant_id = c.tenant_id and o.customer_id = c.id
        where c.id = any($1) group by c.tenant_id, c.id`,
      [ids],
    )
    expect(recomputed).toHaveLength(5)
    for (const { kept, orders, slow, placed } of recomputed as Record<string, number>[]) {
      expect([kept, orders]).toEqual([slow, placed])
    }
  }, 30_000)

  it('follow the workspace into another currency', async () => {
    const c = await world.tenant('c')
    const id = await rows().customer(c)
    await rows().order(c, { customer: id, gross: 1_000, placed_at: '2026-01-05T10:00:00Z' })
    await world.owner.query(`update tenants set default_currency = 'JPY' where id = $1`, [c.id])
    const changes = { [c.id]: { default_currency: ['EUR', 'JPY'] as [string, string] } }
    await world.as(c, 'admin', () =>
      world.db.tx(() => world.get(Outbox).append('settings.changed', { ids: [c.id], changes })),
    )
    await world.drain()
    const page = await world.as(c, 'manager', () => customers().one(id))
    expect(JSON.parse(page.text)).toMatchObject({
      lifetime_value: '1600',
      lifetime_value_currency: 'JPY',
      average_order_value: '1600',
    })
  })

  it('come with the ten newest orders where they are asked for', async () => {
    const id = await rows().customer(a, { first_name: 'Buyer' })
    for (let day = 1; day <= 12; day++) {
      const placed_at = `2026-01-${String(day).padStart(2, '0')}T10:00:00Z`
      await rows().order(a, { customer: id, gross: day * 100, placed_at })
    }
    const page = await world.as(a, 'manager', () => customers().list({ id, include: 'orders' }))
    const [buyer] = JSON.parse(page.text) as CustomerDto[]
    expect(buyer?.orders).toHaveLength(10)
    expect(buyer?.orders?.[0]).toMatchObject({
      total_amount: '12.00',
      currency: 'EUR',
      placed_at: '2026-01-12T10:00:00.000Z',
    })
  })
})

describe('people whom only an id names', () => {
  it('may stay nameless when they are edited, and keep a name once they have one', async () => {
    const [id] = await find([account('till', '17850')])
    const change = (fields: CustomerFieldsDto) =>
      world.as(a, 'manager', () => customers().change(id ?? '', fields, null))
    await change({ city: 'Lisboa' })
    await change({ first_name: 'Ada' })
    await expect(change({ first_name: null })).rejects.toMatchObject({ reason: 'request.invalid' })
    expect(await one(id)).toMatchObject({ first_name: 'Ada', city: 'Lisboa' })
  })
})
