import type { OrderStatus, PaymentStatus } from '@portolan/contracts'
import { fieldValueTaken } from '@portolan/customers'
import { DomainError, missing, sqlState, unprocessable, type ErrorDetails } from '@portolan/platform'
import type { PlaceOrder } from './order.commands'
import { nextStatuses } from './order.status'

export class OrderClosed extends DomainError {
  constructor(status: OrderStatus) {
    super('conflict', 'order.closed', `The order is ${status}, which is final`, { params: { status } })
  }
}

export class OrderTransition extends DomainError {
  constructor(from: OrderStatus, to: OrderStatus) {
    const allowed = nextStatuses(from).join(', ')
    super('conflict', 'order.transition', `An order that is ${from} may become ${allowed}, not ${to}`, {
      params: { from, to, allowed },
    })
  }
}

export class OrderNumberTaken extends DomainError {
  constructor(number: string) {
    super('conflict', 'order.number_taken', `There is an order ${number} from this source already`, {
      params: { number },
    })
  }
}

/** What an error says of a value that must be one order's alone; null for any other error. */
export function whatIsTaken(error: unknown, orderNumber: string | null): Error | null {
  if (sqlState(error) !== '23505') return null
  return fieldValueTaken(error) ?? new OrderNumberTaken(orderNumber ?? '')
}

/** Orders of a file that the rules of the workspace's own fields refuse; nothing of the batch is written. */
export class OrdersRefused extends Error {
  constructor(readonly refused: ReadonlyMap<PlaceOrder, ErrorDetails>) {
    super(`${refused.size} orders break rules of their fields`)
  }
}

export class OrderFromShop extends DomainError {
  constructor(source: string) {
    super('conflict', 'order.from_shop', 'Only orders made by hand can be deleted; this one belongs to its source', {
      params: { source },
    })
  }
}

export class OrderHasRefunds extends DomainError {
  constructor() {
    super('conflict', 'order.has_refunds', 'The currency of an order that has refunds cannot change')
  }
}

export class OrderNotEditable extends DomainError {
  constructor(details: ErrorDetails) {
    super('conflict', 'order.not_editable', 'Some of these fields cannot be edited now', { details })
  }
}

export class PaymentTransition extends DomainError {
  constructor(from: PaymentStatus, to: PaymentStatus, allowed: readonly PaymentStatus[]) {
    const params = { from, to, allowed: allowed.join(', ') }
    const ways = params.allowed ? `may become ${params.allowed}` : 'changes with its refunds only'
    super('conflict', 'order.payment_transition', `A payment that is ${from} ${ways}, not ${to}`, { params })
  }
}

export function linesInUse(details: ErrorDetails): DomainError {
  return unprocessable('order.lines_in_use', 'Pieces of these lines are on their way, returned or refunded', details)
}

export function orderMissing(): DomainError {
  return missing('order')
}

export function amountsDoNotFit(details: ErrorDetails): DomainError {
  return unprocessable('order.amounts', 'These amounts make no order', details)
}

export function piecesDoNotFit(details: ErrorDetails): DomainError {
  return unprocessable('order.pieces', 'There are not as many pieces of these lines', details)
}
