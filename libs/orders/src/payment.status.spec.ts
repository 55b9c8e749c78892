import { paymentStatuses } from '@portolan/contracts'
import { nextPaymentStatuses, paymentMayBecome } from './payment.status'

describe('the life cycle of a payment', () => {
  it.each([
    ['pending', ['authorized', 'partially_paid', 'paid', 'failed', 'voided']],
    ['authorized', ['partially_paid', 'paid', 'failed', 'voided']],
    ['partially_paid', ['paid', 'failed']],
    ['paid', ['pending', 'partially_paid', 'failed']],
    ['failed', ['pending', 'authorized', 'partially_paid', 'paid', 'voided']],
  ] as const)('leads from %s to %j', (from, to) => {
    expect(nextPaymentStatuses(from)).toEqual(to)
  })

  it('leaves refunded and partially refunded to the refunds', () => {
    for (const from of paymentStatuses) {
      expect([paymentMayBecome(from, 'refunded'), paymentMayBecome(from, 'partially_refunded')]).toEqual([false, false])
    }
    expect([...nextPaymentStatuses('refunded'), ...nextPaymentStatuses('partially_refunded')]).toEqual([])
  })
})
