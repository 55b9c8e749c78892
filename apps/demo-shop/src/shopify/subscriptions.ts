// Who listens to what: subscriptions made by the Admin API, checked as the platform checks them, and those that stand in
// the app's configuration.
import type { Clock } from '../clock'
import type { AppSettings } from './app'
import { topics, topicName } from './schema'
import { gid, idOf, parseGid, utc } from './words'

export interface Subscription {
  readonly n: number
  readonly topic: string
  uri: string
  format: string
  includeFields: readonly string[]
  filter: string | null
  name: string | null
  readonly createdAt: number
  updatedAt: number
  /** Those of the app's configuration are never removed. */
  readonly madeBy: 'api' | 'configuration'
  /** When it was ended nothing of it is sent any more, also not what was to be sent again. */
  ended: boolean
}

export interface SubscriptionInput {
  readonly uri?: string | null
  readonly callbackUrl?: string | null
  readonly format?: string | null
  readonly includeFields?: readonly string[] | null
  readonly filter?: string | null
  readonly name?: string | null
}

export interface UserError {
  readonly field: readonly string[] | null
  readonly message: string
}

export class Subscriptions {
  private readonly made = new Map<number, Subscription>()
  private count = 0

  constructor(
    private readonly app: AppSettings,
    private readonly clock: Clock,
  ) {}

  listenersTo(topic: string): Subscription[] {
    const configured = this.app.hooks
      .filter(({ topics: wanted }) => wanted.includes(topic))
      .map(({ uri }) => this.record(-1, topic, { uri }, 'configuration'))
    return [...this.all().filter((one) => one.topic === topic), ...configured]
  }

  all(): Subscription[] {
    return [...this.made.values()]
  }

  find(id: string): Subscription | undefined {
    const known = parseGid(id)
    return known?.kind === 'WebhookSubscription' ? this.made.get(known.n) : undefined
  }

  create(topicEnum: string, input: SubscriptionInput): { webhookSubscription: object | null; userErrors: UserError[] } {
    const topic = topics.find((one) => topicName(one) === topicEnum)!
    const userErrors = this.check(topic, input, undefined)
    if (userErrors.length > 0) return { webhookSubscription: null, userErrors }
    const subscription = this.record(this.count, topic, input, 'api')
    this.count += 1
    this.made.set(subscription.n, subscription)
    return { webhookSubscription: subscriptionView(subscription), userErrors }
  }

  update(id: string, input: SubscriptionInput): { webhookSubscription: object | null; userErrors: UserError[] } {
    const found = this.find(id)
    if (!found) return { webhookSubscription: null, userErrors: [notThere] }
    const userErrors = this.check(found.topic, { uri: found.uri, ...input }, found)
    if (userErrors.length > 0) return { webhookSubscription: null, userErrors }
    found.uri = addressOf(input) ?? found.uri
    found.format = input.format ?? found.format
    found.includeFields = input.includeFields ?? found.includeFields
    found.filter = input.filter === undefined ? found.filter : input.filter
    found.name = input.name === undefined ? found.name : input.name
    found.updatedAt = this.clock.now()
    return { webhookSubscription: subscriptionView(found), userErrors: [] }
  }

  delete(id: string): { deletedWebhookSubscriptionId: string | null; userErrors: UserError[] } {
    const found = this.find(id)
    if (!found) return { deletedWebhookSubscriptionId: null, userErrors: [notThere] }
    this.end(found)
    return { deletedWebhookSubscriptionId: id, userErrors: [] }
  }

  end(subscription: Subscription): void {
    if (subscription.madeBy === 'configuration') return
    subscription.ended = true
    this.made.delete(subscription.n)
  }

  /** The app was uninstalled: what was already said is still delivered. */
  clear(): void {
    this.made.clear()
  }

  private check(topic: string, input: SubscriptionInput, self: Subscription | undefined): UserError[] {
    const uri = addressOf(input)
    const field = ['webhookSubscription', input.callbackUrl == null ? 'uri' : 'callbackUrl']
    if (!uri) return [{ field, message: "Address can't be blank" }]
    const wrong = wrongAddress(uri)
    if (wrong) return [{ field, message: wrong }]
    const taken = this.all().some((one) => one !== self && one.topic === topic && one.uri === uri)
    if (taken) return [{ field, message: 'Address for this topic has already been taken' }]
    if (input.name != null && !/^[A-Za-z0-9_-]{1,50}$/.test(input.name))
      return [{ field: ['webhookSubscription', 'name'], message: 'Name is invalid' }]
    return []
  }

  private record(n: number, topic: string, input: SubscriptionInput, madeBy: Subscription['madeBy']): Subscription {
    const now = this.clock.now()
    const { includeFields, filter, name, format } = input
    const settings = { includeFields: includeFields ?? [], filter: filter ?? null, name: name ?? null }
    const times = { createdAt: now, updatedAt: now }
    return { n, topic, uri: addressOf(input)!, format: format ?? 'JSON', ...settings, ...times, madeBy, ended: false }
  }
}

const notThere = { field: ['id'], message: 'Webhook subscription does not exist' }

function addressOf({ uri, callbackUrl }: SubscriptionInput): string | undefined {
  return uri ?? callbackUrl ?? undefined
}

/** The platform wants https. Here http to this very machine is let through as well, for there the tests listen. */
function wrongAddress(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'Address is invalid'
  const { protocol, hostname, hash } = new URL(uri)
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && here)) return `Address protocol ${protocol}// is not supported`
  if (hash) return 'Address is invalid'
  return hostname.endsWith('.myshopify.com') ? 'Address is not allowed' : undefined
}

export function subscriptionView(one: Subscription): object {
  const { uri, format, includeFields, filter, name } = one
  const id = idOf('WebhookSubscription', one.n)
  return {
    __typename: 'WebhookSubscription',
    id: gid('WebhookSubscription', id),
    legacyResourceId: id.toString(),
    topic: topicName(one.topic),
    uri,
    callbackUrl: uri,
    format,
    includeFields,
    filter,
    name,
    createdAt: utc(one.createdAt),
    updatedAt: utc(one.updatedAt),
  }
}
