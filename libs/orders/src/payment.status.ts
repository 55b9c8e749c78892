import type { PaymentStatus } from '@portolan/contracts'

/** Where the payment of an order may go by hand; what refunds make of it, only they unmake. */
const next: Record<PaymentStatus, readonly PaymentStatus[]> = {
  pending: ['authorized', 'partially_paid', 'paid', 'failed', 'voided'],
  authorized: ['partially_paid', 'paid', 'failed', 'voided'],
  partially_paid: ['paid', 'failed'],
  // A payment that bounced, or was marked by mistake.
  paid: ['pending', 'partially_paid', 'failed'],
  failed: ['pending', 'authorized', 'partially_paid', 'paid', 'voided'],
  partially_refunded: [],
  refunded: [],
  voided: [],
}

export function nextPaymentStatuses(from: PaymentStatus): readonly PaymentStatus[] {
  return next[from]
}

export function paymentMayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return next[from].includes(to)
}

/** Whether money has come in. */
export function isPaid(status: PaymentStatus): boolean {
  return status === 'paid' || status === 'partially_paid'
}
