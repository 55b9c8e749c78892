// What the console hears of as it happens. A message carries ids; who hears it reads the rows by REST, as ever.
import type { EventName, Permission } from '@portolan/contracts'

export interface Topic {
  readonly permission: Permission
  /** The published view that tells an agent's rows from others; without one, agents hear nothing. */
  readonly view?: string
}

export const topics = {
  customers: { permission: 'customers.read', view: 'customers_v1' },
  orders: { permission: 'orders.read', view: 'orders_v1' },
  imports: { permission: 'imports.read' },
  jobs: { permission: 'jobs.read' },
} as const satisfies Record<string, Topic>

export type TopicName = keyof typeof topics

const topicOfNoun: Readonly<Record<string, TopicName>> = { customer: 'customers', order: 'orders', import: 'imports' }

export function topicOf(event: EventName): TopicName | undefined {
  return topicOfNoun[event.slice(0, event.indexOf('.'))]
}

/** Rows of a tenant that were made or changed. */
export interface Happened {
  readonly kind: 'happened'
  readonly tenant: string
  readonly topic: TopicName
  readonly event: string
  readonly ids: readonly string[]
  /** Who hears it besides those with the topic's permission: the person whose work it is. */
  readonly user?: string | null
}

/** Sign-ins that have ended: their sockets close at once. */
export interface SessionsEnded {
  readonly kind: 'sessions-ended'
  readonly sessions: readonly string[]
}

export type RealtimeMessage = Happened | SessionsEnded
