// The subscriptions that make a shop send its events here. Shopify removes one after eight failures in a row, says
// nothing, and signs all of them with the app's secret. The compliance topics stand in the app's own configuration.
import { z } from 'zod'
import { text } from '../fields'
import { readValueAs } from '../signed-body'
import { SourceRefused, type HooksReport } from '../source'
import type { ShopifyClient } from './shopify.client'

const subscription = z.object({
  id: z.string(),
  topic: z.string(),
  uri: text,
  format: text,
  includeFields: z.array(z.string()).nullish(),
  filter: text,
})
type Subscription = z.output<typeof subscription>
const payload = z.object({
  done: z.object({ userErrors: z.array(z.object({ message: z.string() })) }),
})

const answer = z.object({
  found: z.object({
    nodes: z.array(subscription),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }),
  }),
  app: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
})

const list = `query ($after: String) {
  found: webhookSubscriptions(first: 100, after: $after) {
    nodes { id topic uri format includeFields filter } pageInfo { hasNextPage endCursor } }
  app: currentAppInstallation { accessScopes { handle } } }`
const create = `mutation ($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  done: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) { userErrors { message } } }`
const update = `mutation ($id: ID!, $hook: WebhookSubscriptionInput!) {
  done: webhookSubscriptionUpdate(id: $id, webhookSubscription: $hook) { userErrors { message } } }`
const remove = `mutation ($id: ID!) { done: webhookSubscriptionDelete(id: $id) { userErrors { message } } }`

const scopes: readonly (readonly [topics: RegExp, scope: string])[] = [
  [/^(orders|refunds|fulfillments)\//, 'read_orders'],
  [/^customers\//, 'read_customers'],
  [/^products\//, 'read_products'],
]

export class ShopifyHooks {
  constructor(private readonly client: ShopifyClient) {}

  /** Topics whose things the app may not read cannot be had, and are left out. */
  async keep(topics: readonly string[], address: string): Promise<HooksReport> {
    const { granted, all } = await this.known()
    const [created, repaired]: [string[], string[]] = [[], []]
    for (const topic of topics.filter((one) => mayRead(one, granted))) {
      const ours = all.filter((one) => one.topic === enumOf(topic) && isOurs(one, address))
      const fit = ours.find((one) => one.uri === address) ?? ours[0]
      if (fit && isWhole(fit, address)) continue
      const hook = { uri: address, format: 'JSON', includeFields: [], filter: '' }
      await (fit
        ? this.change(topic, update, { id: fit.id, hook })
        : this.change(topic, create, { topic: enumOf(topic), hook: { uri: address, format: 'JSON' } }))
      ;(fit ? repaired : created).push(topic)
    }
    return { created, repaired }
  }

  /** Those of this very address: what leads elsewhere may be another installation's. */
  async remove(address: string): Promise<void> {
    const { all } = await this.known()
    for (const { id, topic } of all.filter(({ uri }) => uri === address)) await this.change(topic, remove, { id })
  }

  private async known(): Promise<{ granted: readonly string[]; all: readonly Subscription[] }> {
    const all: Subscription[] = []
    let after: string | null = null
    for (;;) {
      const { found, app }: z.output<typeof answer> = readValueAs(answer, await this.client.ask(list, { after }))
      all.push(...found.nodes)
      if (!found.pageInfo.hasNextPage) return { granted: app.accessScopes.map(({ handle }) => handle), all }
      after = found.pageInfo.endCursor
    }
  }

  private async change(topic: string, mutation: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
    const { done } = readValueAs(payload, await this.client.ask(mutation, variables))
    const [problem] = done.userErrors
    if (problem)
      throw new SourceRefused('nonsense', `the shop does not change its hook for ${topic}: ${problem.message}`)
  }
}

/** `write_…` includes `read_…`. */
export function mayDo(scope: string, granted: readonly string[]): boolean {
  return granted.includes(scope) || granted.includes(scope.replace('read_', 'write_'))
}

function mayRead(topic: string, granted: readonly string[]): boolean {
  const needed = scopes.find(([topics]) => topics.test(topic))?.[1]
  return needed === undefined || mayDo(needed, granted)
}

function enumOf(topic: string): string {
  return topic.replace('/', '_').toUpperCase()
}

/** At this address, or where this installation answered before it moved. */
function isOurs({ uri }: Subscription, address: string): boolean {
  return uri === address || (uri !== null && URL.canParse(uri) && new URL(uri).pathname === new URL(address).pathname)
}

function isWhole({ uri, format, includeFields, filter }: Subscription, address: string): boolean {
  return uri === address && format === 'JSON' && !includeFields?.length && !filter
}
