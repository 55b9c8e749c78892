import type { OrderStatus } from '@portolan/contracts'

/** Where an order may go from each status; what stands with an empty list is closed. */
const next: Record<OrderStatus, readonly OrderStatus[]> = {
  pending: ['processing', 'cancelled'],
  processing: ['shipped', 'cancelled', 'refunded'],
  shipped: ['delivered', 'refunded'],
  delivered: ['refunded'],
  cancelled: [],
  refunded: [],
}

export function nextStatuses(from: OrderStatus): readonly OrderStatus[] {
  return next[from]
}

export function isClosed(status: OrderStatus): boolean {
  return next[status].length === 0
}

export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return next[from].includes(to)
}
