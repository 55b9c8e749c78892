// Two people become one and two again, while fifty things happen to them; compared with a model that knows no SQL.
import { CustomersService, customersEntities, CustomersWorkerModule, MergeService } from '@portolan/customers'
import type { Json } from '@portolan/platform'
import { anOrder, aRefund, aSale, testWorld, type TestTenant, type World } from '@portolan/testing'
import { ordersEntities } from './orders.entities'
import { OrdersWorkerModule } from './orders.module'
import { OrdersService } from './orders.service'
import { OrderRefundsService } from './refunds/order-refunds.service'
import { RefundsService } from './refunds/refunds.service'

let world: World
let shop: TestTenant

beforeAll(async () => {
  world = await testWorld({
    modules: [OrdersWorkerModule, CustomersWorkerModule],
    entities: [...ordersEntities, ...customersEntities],
  })
  shop = await world.tenant('shop')
})
afterAll(() => world.close())

const customers = () => world.get(CustomersService)
const merges = () => world.get(MergeService)
const orders = () => world.get(OrdersService)
const refunds = () => world.get(RefundsService)
const as = <Result>(work: () => Promise<Result>) => world.as(shop, 'manager', work)
const read = (json: Json) => JSON.parse(json.text) as Customer

interface Customer extends Record<string, unknown> {
  readonly id: string
  readonly email: string
  readonly version: number
  readonly tags: { id: string; name: string }[]
  readonly identities: { external_id: string }[]
}

const edited = ['first_name', 'last_name', 'company_name', 'phone', 'city', 'status', 'custom_fields'] as const
type Edited = Readonly<Record<(typeof edited)[number], unknown>>

let made = 0
/** A customer with an account `name`, an order by it, and tags. */
async function aPerson(fields: Record<string, unknown>, tags: string[]): Promise<Customer> {
  const name = `person-${++made}`
  const reference = { source: 'shop', external_id: name, profile: { email: `${name}@example.com` } }
  const [id = ''] = await as(() => customers().findOrCreateMany([reference]))
  await as(() => customers().change(id as string, fields as never, null))
  if (tags.length) await as(() => customers().putTags(id as string, tags))
  await place({ ...reference, profile: {} })
  return as(async () => read(await customers().one(id as string)))
}
type Reference = NonNullable<Parameters<typeof anOrder>[0]>['customer']
let placed = 0
async function place(customer: Reference): Promise<string> {
  const [order] = await as(() =>
    orders().placeMany([anOrder({ external_id: `order-${++placed}`, customer, items: [aSale('10.00')] })]),
  )
  return order?.id ?? ''
}
const merge = (winner: Customer, ...losers: Customer[]) =>
  as(() => merges().merge({ winner_id: winner.id, loser_ids: losers.map(({ id }) => id) }))
const unmerge = (person: Customer) => as(() => merges().unmerge(person.id))
const now = async ({ id }: Customer) => as(async () => read(await customers().one(id)))
const ownersOf = async (table: 'orders' | 'refunds' | 'customer_identities') => {
  const { rows } = await world.owner.query<{ id: string; customer_id: string }>(`select id, customer_id from ${table}`)
  return new Map(rows.map((row) => [row.id, row.customer_id]))
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    ({ reason, message }: { reason?: string; message: string }) => reason ?? message,
  )
const byAccount = (external_id: string, email?: string) => ({ source: 'shop', external_id, profile: { email } })
const account = (person: Customer) => byAccount(person.identities[0]?.external_id ?? '')

/** The same numbers in every run (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** What two people are, and what a merge in between leaves of that. */
class Model {
  private merged: Edited
  private now: Edited
  private readonly given: Set<string>
  private readonly own: Set<string>
  readonly orders = new Map<string, 'winner' | 'loser'>()

  constructor(
    private readonly winner: Customer,
    loser: Customer,
    merged: Customer,
  ) {
    this.merged = merged as unknown as Edited
    this.now = this.merged
    const names = (person: Customer) => person.tags.map(({ name }) => name)
    this.own = new Set(names(winner))
    this.given = new Set(names(loser).filter((name) => !this.own.has(name)))
  }

  edit(field: (typeof edited)[number], value: unknown): void {
    this.now = { ...this.now, [field]: value }
  }

  put(tag: string): void {
    if (!this.given.has(tag)) this.own.add(tag)
  }

  take(tag: string): void {
    this.own.delete(tag)
    this.given.delete(tag)
  }

  get tagsNow(): string[] {
    return [...this.own, ...this.given].sort()
  }

  get tagsAfter(): string[] {
    return [...this.own].sort()
  }

  get fieldsAfter(): Record<string, unknown> {
    const before = this.winner as unknown as Edited
    return Object.fromEntries(
      edited.map((field) => {
        const isEdited = JSON.stringify(this.now[field]) !== JSON.stringify(this.merged[field])
        return [field, isEdited ? this.now[field] : before[field]]
      }),
    )
  }
}

const pool: Readonly<Record<(typeof edited)[number], readonly unknown[]>> = {
  first_name: ['Ada', 'Grace', null],
  last_name: ['King', 'Lovelace', 'Hopper'],
  company_name: ['Engines Ltd', null, 'Loser Ltd'],
  phone: ['+44 20 7946 0000', '+49 30 901820', null],
  city: ['Rome', null],
  status: ['active', 'vip', 'inactive'],
  custom_fields: [{ size: 39 }],
}
const tagPool = ['wholesale', 'newsletter', 'press', 'late']

describe('merge, fifty writes, unmerge', () => {
  it.each([1, 2, 3])('leaves both people as they were plus the writes (%i)', async (seed) => {
    const random = chance(seed)
    const one = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value
    const winner = await aPerson({ first_name: 'Ada', status: 'vip', custom_fields: { size: 38 } }, ['wholesale'])
    const loser = await aPerson(
      { first_name: 'A.', last_name: 'L.', company_name: 'Loser Ltd', phone: '+44 20 7946 0999', city: 'London' },
      ['press', 'wholesale'],
    )
    const before = await ownersOf('orders')
    const accounts = await ownersOf('customer_identities')
    const merged = read(await merge(winner, loser))
    expect(merged).toMatchObject({ company_name: 'Loser Ltd', phone: '+44 20 7946 0999', total_orders: 2 })
    const model = new Model(winner, loser, merged)
    const emails = [winner.email, loser.email] as const

    const writes: (() => Promise<void>)[] = [
      async () => {
        const field = one(edited)
        const value = one(pool[field])
        if (field === 'custom_fields') return
        await as(() => customers().change(winner.id, { [field]: value }, null))
        model.edit(field, value)
      },
      async () => {
        const tag = one(tagPool)
        await as(() => customers().putTags(winner.id, [tag]))
        model.put(tag)
      },
      async () => {
        const tag = one((await now(winner)).tags)
        if (!tag) return
        await as(() => customers().removeTag(winner.id, tag.id))
        model.take(tag.name)
      },
      async () => void model.orders.set(await place(account(winner)), 'winner'),
      async () => void model.orders.set(await place(account(loser)), 'loser'),
      async () => void model.orders.set(await place({ id: loser.id }), 'loser'),
      async () => void model.orders.set(await place({ id: winner.id }), 'winner'),
      async () => void model.orders.set(await place(byAccount(`new-${seed}-${placed}`, emails[1])), 'loser'),
      async () => void model.orders.set(await place(byAccount(`new-${seed}-${placed}`, emails[0])), 'winner'),
      async () => {
        const id = one([...model.orders.keys()])
        if (id) await as(() => orders().setNote(id, `note ${random(100)}`, null))
      },
      async () => {
        const id = one([...model.orders.keys()])
        if (id) await as(() => orders().change(id, { shipping_amount: `${random(9)}.00` }, null))
      },
      async () => {
        const id = one([...model.orders.keys()])
        if (id) await as(() => world.get(OrderRefundsService).refundOrder(id, { amount: '0.10' }))
      },
    ]
    for (let turn = 0; turn < 50; turn++) await one(writes)()
    const between = await now(winner)
    expect(between.tags.map(({ name }) => name).sort()).toEqual(model.tagsNow)
    expect(between.total_orders).toBe(2 + model.orders.size)

    const back = read(await unmerge(loser))
    const left = await now(winner)
    expect({
      ...back,
      version: 0,
      updated_at: '',
      total_orders: 0,
      lifetime_value: '',
      average_order_value: '',
      identities: [],
      last_order_date: '',
      first_order_date: '',
    }).toEqual({
      ...loser,
      version: 0,
      updated_at: '',
      total_orders: 0,
      lifetime_value: '',
      average_order_value: '',
      identities: [],
      last_order_date: '',
      first_order_date: '',
    })
    expect(Object.fromEntries(edited.map((field) => [field, left[field]]))).toEqual(model.fieldsAfter)
    expect(left.tags.map(({ name }) => name).sort()).toEqual(model.tagsAfter)
    expect([left.version > between.version, back.version > loser.version]).toEqual([true, true])

    const after = await ownersOf('orders')
    for (const [id, owner] of before) expect([id, after.get(id)]).toEqual([id, owner])
    const sides = { winner: winner.id, loser: loser.id }
    for (const [id, side] of model.orders) expect([id, after.get(id)]).toEqual([id, sides[side]])
    for (const [id, owner] of accounts) expect((await ownersOf('customer_identities')).get(id)).toBe(owner)
    const count = (side: 'winner' | 'loser') => 1 + [...model.orders.values()].filter((owner) => owner === side).length
    expect([left.total_orders, back.total_orders]).toEqual([count('winner'), count('loser')])
    await figuresHold()
    for (const [id, owner] of await refundOwners()) expect([id, owner]).toEqual([id, after.get(id)])
  })
})

/** Figures and counts are what a recomputation of the rows says; no row names anybody without need. */
async function figuresHold(): Promise<void> {
  const { rows } = await world.owner.query(
    `select c.id from customers c
      where c.total_orders <> (select count(*) from orders o where o.customer_id = c.id)
         or c.merged_at is not null and c.total_orders > 0`,
  )
  expect(rows).toEqual([])
  const { rows: counted } = await world.owner.query<{ told: string; living: string }>(
    `select (select sum(count) from tenant_counts where name = 'customers') as told,
            (select count(*) from customers where deleted_at is null) as living`,
  )
  expect(counted[0]?.told).toBe(counted[0]?.living)
  const { rows: miscounted } = await world.owner.query(
    `select country_code, status, sum(n) from (
       select tenant_id, country_code, status, count as n from customer_counts
        union all select tenant_id, country_code, status, -1 from customers where deleted_at is null) d
      group by tenant_id, country_code, status having sum(n) <> 0`,
  )
  expect(miscounted).toEqual([])
}

async function refundOwners(): Promise<Map<string, string>> {
  const { rows } = await world.owner.query<{ order_id: string; customer_id: string }>(
    'select order_id, customer_id from refunds where order_id is not null',
  )
  return new Map(rows.map((row) => [row.order_id, row.customer_id]))
}

describe('chains', () => {
  it('of merges come apart in any order, and everything finds its way home', async () => {
    const a = await aPerson({ first_name: 'A' }, ['a'])
    const b = await aPerson({ first_name: 'B', phone: '+49 30 901820' }, ['b'])
    const c = await aPerson({ first_name: 'C' }, [])
    await merge(a, b)
    await merge(c, a)
    const since = await place(account(b))
    const whole = await now(c)
    expect(whole).toMatchObject({ total_orders: 4, phone: '+49 30 901820' })
    expect(whole.merged_from).toHaveLength(2)

    const back = read(await unmerge(b))
    expect(back).toMatchObject({
      phone: '+49 30 901820',
      total_orders: 2,
      tags: [expect.objectContaining({ name: 'b' })],
    })
    expect(await now(c)).toMatchObject({ phone: null, total_orders: 2, tags: [expect.objectContaining({ name: 'a' })] })
    expect((await ownersOf('orders')).get(since)).toBe(b.id)
    expect(read(await unmerge(a))).toMatchObject({ phone: null, total_orders: 1, merged_from: [] })
    expect(await now(c)).toMatchObject({ first_name: 'C', total_orders: 1, tags: [], merged_from: [] })
    await figuresHold()
  })

  it('let the middle one go with whom she had taken in', async () => {
    const [a, b, c] = [await aPerson({}, []), await aPerson({}, []), await aPerson({}, [])]
    await merge(a, b)
    await merge(c, a)
    const apart = read(await unmerge(a))
    expect(apart).toMatchObject({ total_orders: 2, merged_from: [expect.objectContaining({ id: b.id })] })
    expect(await now(c)).toMatchObject({ total_orders: 1, merged_from: [] })
    const order = await place({ id: b.id })
    expect((await ownersOf('orders')).get(order)).toBe(a.id)
    await unmerge(b)
    expect((await ownersOf('orders')).get(order)).toBe(b.id)
  })
})

describe('races', () => {
  it('two merges of the same person at once: one is done, the other is told', async () => {
    const [a, b, loser] = [await aPerson({}, []), await aPerson({}, []), await aPerson({}, [])]
    const outcomes = await Promise.all([refusal(merge(a, loser)), refusal(merge(b, loser))])
    expect(outcomes.sort()).toEqual(['customer.merged', 'nothing'])
    const { rows } = await world.owner.query('select from customer_merges where loser_id = $1', [loser.id])
    expect(rows).toHaveLength(1)
    await figuresHold()
  })

  it('two people into each other at once: one of them is left', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    expect((await Promise.all([refusal(merge(a, b)), refusal(merge(b, a))])).sort()).toEqual([
      'customer.merged',
      'nothing',
    ])
    await figuresHold()
  })

  it('two unmerges at once: one is done, the other finds nothing to undo', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    await merge(a, b)
    expect((await Promise.all([refusal(unmerge(b)), refusal(unmerge(b))])).sort()).toEqual([
      'customer.not_merged',
      'nothing',
    ])
    await figuresHold()
  })

  it('orders that come while their customers merge and part land on who is there', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    const work = Array.from({ length: 24 }, (_, turn) => () => {
      if (turn % 6 === 0) return refusal(merge(a, b))
      if (turn % 6 === 3) return refusal(unmerge(b))
      return place(turn % 2 ? account(b) : { id: b.id })
    })
    await Promise.all(work.map((one) => one()))
    await refusal(unmerge(b))
    expect(await now(b)).toMatchObject({ total_orders: 17 })
    expect(await now(a)).toMatchObject({ total_orders: 1 })
    await figuresHold()
  })
})

describe('what else happens to merged people', () => {
  it('a refund in a shop’s books by the loser’s account follows her', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    await merge(a, b)
    const [refund] = await as(() => refunds().recordMany([aRefund({ external_id: `r-${b.id}`, customer: account(b) })]))
    const owner = async () => (await ownersOf('refunds')).get(refund?.id ?? '')
    expect(await owner()).toBe(a.id)
    await unmerge(b)
    expect(await owner()).toBe(b.id)
  })

  it('an unmerge is refused while somebody else has her address, and works when it is free again', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    await merge(a, b)
    const thief = await as(async () => read(await customers().create({ email: b.email })))
    expect(await refusal(unmerge(b))).toBe('customer.email_taken')
    expect(await now(a)).toMatchObject({ total_orders: 2 })
    await as(() => customers().remove(thief.id))
    await unmerge(b)
    expect(await now(b)).toMatchObject({ email: b.email, total_orders: 1 })
  })

  it('copies of the assignment follow, and history is read by who sees the winner', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    await as(() => customers().change(a.id, { assigned_to: shop.agent.id }, null))
    const order = await place(account(b))
    await world.drain()
    await merge(a, b)
    await world.drain()
    const assigned = async () => {
      const { rows } = await world.owner.query<{ assigned_to: string | null }>(
        'select assigned_to from orders where id = $1',
        [order],
      )
      return rows[0]?.assigned_to
    }
    expect(await assigned()).toBe(shop.agent.id)
    const types = async () => {
      const page = await world.as(shop, 'agent', () => customers().timeline(a.id, { per_page: '100' }))
      return (JSON.parse(page.text) as { type: string; customer_id: string }[]).map((entry) => [
        entry.type,
        entry.customer_id,
      ])
    }
    expect(await types()).toEqual(
      expect.arrayContaining([
        ['customer.merged', a.id],
        ['order.created', b.id],
      ]),
    )
    await unmerge(b)
    await world.drain()
    expect(await assigned()).toBeNull()
    expect(await types()).not.toEqual(expect.arrayContaining([['order.created', b.id]]))
  })

  it('who was merged is in no list, cannot be restored, and the winner’s trash keeps her', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    await merge(a, b)
    const trash = await as(
      async () => JSON.parse((await customers().list({ deleted: 'true', per_page: '100' })).text) as Customer[],
    )
    expect(trash.map(({ id }) => id)).not.toContain(b.id)
    expect(await refusal(as(() => customers().restore(b.id)))).toBe('customer.missing')
    await as(() => customers().remove(a.id))
    await unmerge(b)
    expect(await now(b)).toMatchObject({ total_orders: 1 })
  })

  it('nobody is merged into herself, into nobody, or twice', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    expect(await refusal(merge(a, a))).toBe('merge.with_oneself')
    expect(await refusal(merge(a, { ...b, id: shop.id }))).toBe('customer.unknown')
    expect(
      await refusal(
        as(() => merges().merge({ winner_id: a.id, loser_ids: [b.id, made.toString()], fields: { phone: 'loser' } })),
      ),
    ).toBe('merge.choice_unclear')
    await merge(a, b)
    expect(await refusal(merge(a, b))).toBe('customer.merged')
    expect(await refusal(merge(b, a))).toBe('customer.merged')
    expect(await refusal(unmerge(a))).toBe('customer.not_merged')
  })

  it('agents merge nobody: the policy says so too', async () => {
    const [a, b] = [await aPerson({}, []), await aPerson({}, [])]
    for (const { id } of [a, b]) await as(() => customers().change(id, { assigned_to: shop.agent.id }, null))
    await expect(
      world.as(shop, 'agent', () => merges().merge({ winner_id: a.id, loser_ids: [b.id] })),
    ).rejects.toMatchObject({ code: '42501' })
    expect(await now(b)).toMatchObject({ total_orders: 1 })
  })
})
