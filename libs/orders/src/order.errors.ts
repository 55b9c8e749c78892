import type { OrderStatus } from '@portolan/contracts'
import { DomainError, missing, unprocessable, type ErrorDetails } from '@portolan/platform'
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

export function orderMissing(): DomainError {
  return missing('order')
}

export function amountsDoNotFit(details: ErrorDetails): DomainError {
  return unprocessable('order.amounts', 'These amounts make no order', details)
}
