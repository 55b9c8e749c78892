// The shop's webhooks to us. WooCommerce switches one off after some failures in a row and never tries again, so they
// are looked after: missing ones are made, and those that are off or lead elsewhere are set right.
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { id, text } from '../fields'
import type { HooksReport } from '../source'
import type { WooCommerceClient } from './woocommerce.client'
import { allOf } from './woocommerce.list'

const resources = { order: ['created', 'updated', 'deleted', 'restored'], customer: ['created', 'updated', 'deleted'] }
const topics = Object.entries({ ...resources, product: resources.order }).flatMap(([resource, events]) =>
  events.map((event) => `${resource}.${event}`),
)

const hook = z.object({ id, name: text, status: text, topic: text, delivery_url: text })
type Hook = z.output<typeof hook>

/** Throws SourceRefused, also when the keys may only read. */
export async function keepHooks(client: WooCommerceClient, address: string, secret: string): Promise<HooksReport> {
  const ours = await oursAt(client, address)
  const report = { created: [] as string[], repaired: [] as string[] }
  for (const topic of topics) {
    const [first, ...others] = ours.filter((one) => one.topic === topic).sort(activeFirst)
    const wanted = { name: nameOf(topic, secret), status: 'active', topic, delivery_url: address, secret }
    if (!first) {
      await client.ask({ method: 'POST', path: 'webhooks', body: wanted })
      report.created.push(topic)
    } else if (first.status !== 'active' || first.delivery_url !== address || first.name !== wanted.name) {
      await client.ask({ method: 'PUT', path: `webhooks/${first.id}`, body: wanted })
      report.repaired.push(topic)
    }
    for (const other of others) await remove(client, other)
  }
  return report
}

/** Throws SourceRefused, also when the keys may only read. */
export async function removeHooks(client: WooCommerceClient, address: string): Promise<void> {
  for (const one of await oursAt(client, address)) await remove(client, one)
}

async function oursAt(client: WooCommerceClient, address: string): Promise<Hook[]> {
  return (await allOf(client, 'webhooks'))
    .flatMap((row) => hook.safeParse(row).data ?? [])
    .filter(({ delivery_url }) => pathOf(delivery_url) === pathOf(address))
}

async function remove(client: WooCommerceClient, { id }: Hook): Promise<void> {
  await client.ask({ method: 'DELETE', path: `webhooks/${id}`, query: { force: 'true' } })
}

/** The address ends with the integration's id, so this finds ours after we have moved, too. */
function pathOf(address: string | null): string | null {
  return /\/webhooks\/woocommerce\/[^/?#]+$/.exec(address ?? '')?.[0] ?? null
}

function activeFirst(a: Hook, b: Hook): number {
  return Number(b.status === 'active') - Number(a.status === 'active')
}

/** The shop never shows a hook's secret; its name says whether it is the one that we know. */
function nameOf(topic: string, secret: string): string {
  return `Portolan ${topic} ${createHmac('sha256', secret).update('name of a webhook').digest('hex').slice(0, 8)}`
}
