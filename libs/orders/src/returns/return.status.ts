import type { ReturnStatus } from '@portolan/contracts'

/** Where a return may go from each status; what stands with an empty list is closed. */
const next: Record<ReturnStatus, readonly ReturnStatus[]> = {
  requested: ['approved', 'rejected', 'cancelled'],
  approved: ['received', 'rejected', 'cancelled'],
  received: ['refunded', 'rejected'],
  refunded: [],
  rejected: [],
  cancelled: [],
}

export function nextReturnStatuses(from: ReturnStatus): readonly ReturnStatus[] {
  return next[from]
}

export function returnMayBecome(from: ReturnStatus, to: ReturnStatus): boolean {
  return next[from].includes(to)
}

export function isReturnClosed(status: ReturnStatus): boolean {
  return next[status].length === 0
}

/** Whether its items and its reason may still change: nothing has been sent back yet. */
export function isReturnOpen(status: ReturnStatus): boolean {
  return status === 'requested' || status === 'approved'
}
