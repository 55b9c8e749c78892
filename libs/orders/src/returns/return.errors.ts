import type { OrderStatus, ReturnStatus } from '@portolan/contracts'
import { DomainError, say, unprocessable } from '@portolan/platform'
import { nextReturnStatuses } from './return.status'

export class ReturnTransition extends DomainError {
  constructor(from: ReturnStatus, to: ReturnStatus) {
    const allowed = nextReturnStatuses(from).join(', ')
    const ways = allowed ? `may become ${allowed}, not ${to}` : 'is closed'
    super('conflict', 'return.transition', `A return that is ${from} ${ways}`, { params: { from, to, allowed } })
  }
}

/** What an agent asked for is decided, or the goods are there: it stays as it is. */
export class ReturnDecided extends DomainError {
  constructor(status: ReturnStatus) {
    super('conflict', 'return.decided', `The return is ${status}, so this stays as it is`, { params: { status } })
  }
}

export class ReturnOfUnsent extends DomainError {
  constructor(status: OrderStatus) {
    super('conflict', 'return.order_status', `Nothing comes back of an order that is ${status}`, { params: { status } })
  }
}

export function refundOfElse(): DomainError {
  const text = say('return.refund_of_else')
  return unprocessable('return.refund', 'This refund cannot pay for the return', { 'refund.refund_id': [text] })
}

export function refundTooEarly(): DomainError {
  const text = say('return.refund_too_early')
  return unprocessable('return.refund', 'Only a return that becomes refunded has a refund', { refund: [text] })
}
