// Prometheus metrics of this process. Parts of the product add theirs: new Gauge({ …, registers: [metrics] }).
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export const metrics = new Registry()

export const requestSeconds = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer, by route template',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15],
  registers: [metrics],
})

export const socketsOpen = new Gauge({
  name: 'portolan_realtime_sockets',
  help: 'Sockets of the console that are open on this process',
  registers: [metrics],
})

/** Adds memory, event loop and garbage collection of this process. Call once. */
export function measureProcess(): void {
  collectDefaultMetrics({ register: metrics })
}
