import { returnStatuses } from '@portolan/contracts'
import { isReturnClosed, isReturnOpen, nextReturnStatuses, returnMayBecome } from './return.status'

describe('the life cycle of a return', () => {
  it.each([
    ['requested', ['approved', 'rejected', 'cancelled']],
    ['approved', ['received', 'rejected', 'cancelled']],
    ['received', ['refunded', 'rejected']],
  ] as const)('leads from %s to %j', (from, to) => {
    expect(nextReturnStatuses(from)).toEqual(to)
  })

  it('refunds only what has been received', () => {
    expect(returnStatuses.filter((from) => returnMayBecome(from, 'refunded'))).toEqual(['received'])
  })

  it('ends with refunded, rejected and cancelled, and is open until the goods are there', () => {
    expect(returnStatuses.filter(isReturnClosed)).toEqual(['refunded', 'rejected', 'cancelled'])
    expect(returnStatuses.filter(isReturnOpen)).toEqual(['requested', 'approved'])
  })
})
