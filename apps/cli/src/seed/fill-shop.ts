import type { INestApplicationContext } from '@nestjs/common'
import { CustomersService, type CustomerReference } from '@portolan/customers'
import { OrdersService, RefundsService, ShipmentsService, type PlaceOrder, type Written } from '@portolan/orders'
import type { Person } from './people'
import { unlessThere } from './refusals'
import { demoSource, type ShopHistory } from './shop'

const batch = 500
const atOnce = 6
const dayMs = 86_400_000
/** Parcels of these last days are there; older ones have long arrived. */
const shippedDays = 14

export interface Filled {
  readonly customers: number
  readonly orders: number
  readonly refunds: number
}

/** Writes a made-up history into the ambient workspace. */
export async function fillShop(
  services: INestApplicationContext,
  { people, orders, refunds }: ShopHistory,
  agents: readonly string[],
): Promise<Filled> {
  await makeKnownCustomers(services.get(CustomersService), people, agents)
  for (const some of batches(people)) await services.get(CustomersService).findOrCreateMany(some.map(referenceTo))
  const placed: Written[] = []
  for (const some of batches(orders)) placed.push(...(await services.get(OrdersService).placeMany(some)))
  for (const some of batches(refunds)) {
    const commands = some.map(({ order, refund }) => ({ ...refund, order_id: placed[order]?.id ?? null }))
    await services.get(RefundsService).recordMany(commands)
  }
  await ship(services.get(ShipmentsService), orders, placed)
  return { customers: people.length, orders: orders.length, refunds: refunds.length }
}

/** Every eighth customer is looked after by an agent and has tags; these are made by hand, the others by their orders. */
async function makeKnownCustomers(
  customers: CustomersService,
  people: readonly Person[],
  agents: readonly string[],
): Promise<void> {
  const known = people.filter(({ profile }, index) => index % 8 === 0 && profile.email)
  await eachOf(known, async ({ profile, place, external_id }, index) => {
    const [address_line1, tags] = [place.address_line1, tagsOf(index, profile.company_name ?? null)]
    const status = index % 9 === 0 ? ('vip' as const) : ('active' as const)
    const custom_fields = { shop_account: external_id }
    const assigned_to = agents[index % agents.length] ?? null
    await unlessThere(
      'customer.email_taken',
      customers.create({ ...profile, address_line1, status, custom_fields, assigned_to, tags }),
    )
  })
}

function tagsOf(index: number, company: string | null): string[] {
  return [
    ...(company ? ['wholesale'] : []),
    ...(index % 5 === 0 ? ['newsletter'] : []),
    ...(index % 11 === 0 ? ['gift buyer'] : []),
  ]
}

function referenceTo({ external_id, profile }: Person): CustomerReference {
  return { source: demoSource, external_id, profile }
}

async function ship(
  shipments: ShipmentsService,
  orders: readonly PlaceOrder[],
  placed: readonly Written[],
): Promise<void> {
  const since = new Date(Date.now() - shippedDays * dayMs).toISOString()
  const sent = orders.flatMap((order, index) => {
    const { id, outcome } = placed[index] ?? {}
    const isSent = order.status === 'shipped' || order.status === 'delivered'
    return id && outcome === 'created' && isSent && order.placed_at > since ? [{ id, order }] : []
  })
  await eachOf(sent, async ({ id, order }, index) => {
    const start = Date.parse(order.placed_at)
    const day = (days: number) => new Date(Math.min(start + days * dayMs, Date.now())).toISOString()
    const tracking_number = `DEMO${String(100_000 + index)}`
    await shipments.ship(id, {
      carrier: index % 3 ? 'PostNL' : 'DHL',
      tracking_number,
      tracking_url: `https://tracking.example/${tracking_number}`,
      estimated_delivery: new Date(start + 6 * dayMs).toISOString().slice(0, 10),
      shipped_at: day(1),
      delivered_at: order.status === 'delivered' ? day(4) : null,
    })
  })
}

function batches<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / batch) }, (_, index) =>
    items.slice(index * batch, (index + 1) * batch),
  )
}

/** A few at a time, in order of their start. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<void>): Promise<void> {
  const queue = items.map((item, index) => ({ item, index })).reverse()
  const worker = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await work(next.item, next.index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
