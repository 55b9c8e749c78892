import { Counter, Histogram } from 'prom-client'
import { metrics } from '@portolan/platform'

export const deliveriesTotal = new Counter({
  name: 'portolan_webhook_attempts_total',
  help: 'Calls to receivers of webhooks, by outcome',
  labelNames: ['outcome'] as const,
  registers: [metrics],
})

export const deliverySeconds = new Histogram({
  name: 'portolan_webhook_attempt_seconds',
  help: 'How long receivers of webhooks take to answer',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  registers: [metrics],
})
