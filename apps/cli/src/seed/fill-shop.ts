import type { INestApplicationContext } from '@nestjs/common'
import { CustomersService, type CustomerReference } from '@portolan/customers'
import { OrdersService, RefundsService, ReturnsService, ShipmentsService, type Written } from '@portolan/orders'
import { ship, takeBack } from './after-sale'
import { eachOf } from './each-of'
import { contactWays } from './own-fields'
import type { Person } from './people'
import { unlessThere } from './refusals'
import { demoSource, type ShopHistory } from './shop'

const batch = 500

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
  const given = new Set(refunds.map(({ order }) => order))
  const sold = orders.map((order, index) => ({ order, ...(placed[index] as Written), isRefunded: given.has(index) }))
  await ship(services.get(ShipmentsService), services.get(OrdersService), sold)
  const paid = await takeBack(services.get(ReturnsService), services.get(OrdersService), sold)
  return { customers: people.length, orders: orders.length, refunds: refunds.length + paid }
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
    const preferred_contact = contactWays[index % contactWays.length]
    const custom_fields = { shop_account: external_id, ...(index % 2 && { preferred_contact }) }
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

function batches<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / batch) }, (_, index) =>
    items.slice(index * batch, (index + 1) * batch),
  )
}
