import { orderStatuses, type OrderStatus } from '@portolan/contracts'
import { isClosed, mayBecome } from './order.status'

describe('the life cycle of an order', () => {
  const ways: [OrderStatus, OrderStatus[]][] = [
    ['pending', ['processing', 'cancelled']],
    ['processing', ['shipped', 'cancelled', 'refunded']],
    ['shipped', ['delivered', 'refunded']],
    ['delivered', ['refunded']],
    ['cancelled', []],
    ['refunded', []],
  ]

  it.each(ways)('leads from %s to %j and nowhere else', (from, to) => {
    expect(orderStatuses.filter((status) => mayBecome(from, status))).toEqual(to)
  })

  it('ends with cancelled and refunded', () => {
    expect(orderStatuses.filter(isClosed)).toEqual(['cancelled', 'refunded'])
  })
})
