import { paidForPieces, type PricedOrder } from './paid-for-pieces'

const order = (changes: Partial<PricedOrder> = {}): PricedOrder => ({
  subtotal: 1000n,
  shipping: 0n,
  total: 1000n,
  ...changes,
})

describe('what was paid for pieces', () => {
  it('is their share of the line', () => {
    expect(paidForPieces(order(), { quantity: 4, total: 1000n, refunded: 0 }, 1)).toBe(250n)
  })

  it('bears its part of discount and tax, and none of the shipping', () => {
    // 10.00 − 2.00 + 1.52 tax + 5.00 shipping: 9.52 were paid for the goods.
    const priced = order({ shipping: 500n, total: 1452n })
    expect(paidForPieces(priced, { quantity: 2, total: 600n, refunded: 0 }, 1)).toBe(286n)
  })

  it('comes to the line when all pieces come back one by one', () => {
    const line = { quantity: 3, total: 1000n }
    const parts = [0, 1, 2].map((refunded) => paidForPieces(order(), { ...line, refunded }, 1))
    expect(parts).toEqual([333n, 334n, 333n])
  })

  it('is what the line says when the order’s total says nothing', () => {
    expect(paidForPieces(order({ total: 0n }), { quantity: 1, total: 700n, refunded: 0 }, 1)).toBe(700n)
  })
})
