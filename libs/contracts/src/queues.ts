// Apart from the jobs, whose payloads are schemas: the console names queues and should not carry a schema library.

export const queues = ['events', 'inbox', 'imports', 'exports', 'mail', 'bulk', 'sync', 'maintenance'] as const
export type QueueName = (typeof queues)[number]

/** How a worker drains a queue: so many jobs at once, and so many claimed in one step. Long jobs are claimed singly. */
export const queuePolicies: Readonly<Record<QueueName, { readonly concurrency: number; readonly batch: number }>> = {
  events: { concurrency: 4, batch: 100 },
  inbox: { concurrency: 4, batch: 10 },
  imports: { concurrency: 2, batch: 1 },
  exports: { concurrency: 2, batch: 1 },
  // A slow mail server keeps one of them waiting, not everybody's mail.
  mail: { concurrency: 4, batch: 1 },
  bulk: { concurrency: 2, batch: 1 },
  // Shops answer slowly; a history of hours keeps no other shop's new orders waiting.
  sync: { concurrency: 4, batch: 1 },
  maintenance: { concurrency: 1, batch: 1 },
}
