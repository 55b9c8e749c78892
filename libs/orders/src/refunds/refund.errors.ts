import { say, unprocessable, type DomainError } from '@portolan/platform'

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
