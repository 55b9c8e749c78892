import { DomainError, invalid, say, unprocessable } from '@portolan/platform'

export function refundTooLarge(remaining: string, currency: string): DomainError {
  const text = say('refund.too_large', { remaining, currency })
  return unprocessable('refund.too_large', 'The refund is larger than what is left of the order', { amount: [text] })
}

export function refundOfNothing(): DomainError {
  return unprocessable('refund.amount', 'A refund is more than zero', { amount: [say('rule.isPositive')] })
}

export function refundTooBig(): DomainError {
  return unprocessable('refund.amount', 'The amount is too large', { amount: [say('value.too_large')] })
}

export function refundCurrency(currency: string): DomainError {
  const text = say('refund.currency', { currency })
  return unprocessable('refund.currency', 'A refund is in the currency of its order', { currency: [text] })
}

export function refundWithoutAmount(): DomainError {
  return invalid({ amount: [say('refund.amount_needed')] })
}

export class RefundFromSource extends DomainError {
  constructor(source: string) {
    super(
      'conflict',
      'refund.from_source',
      'Only refunds made by hand can be changed; this one belongs to its source',
      {
        params: { source },
      },
    )
  }
}

export class RefundOfReturn extends DomainError {
  constructor() {
    super('conflict', 'refund.of_return', 'This refund pays for a return, so it stays')
  }
}
