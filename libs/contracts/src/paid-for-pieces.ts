// What a customer paid for some pieces of a line: the amount that a refund of them proposes. The console proposes the
// same, so it stands here.
import { roundRatio } from './money'

/** Minor units. */
export interface PricedOrder {
  /** All lines. */
  readonly subtotal: bigint
  readonly shipping: bigint
  readonly total: bigint
}

export interface PricedLine {
  readonly quantity: number
  /** Minor units. */
  readonly total: bigint
  /** Pieces that were refunded before. */
  readonly refunded: number
}

/**
 * The line's share of what the order cost without shipping, so that discount and tax are in it in proportion. Pieces
 * are counted on from those refunded before and the sum is rounded, so that all pieces of a line come to the line.
 */
export function paidForPieces({ subtotal, shipping, total }: PricedOrder, line: PricedLine, pieces: number): bigint {
  const goods = total - shipping
  const [numerator, denominator] = subtotal > 0n && goods > 0n ? [goods, subtotal] : [1n, 1n]
  const upTo = (count: number): bigint =>
    roundRatio(line.total * BigInt(count) * numerator, BigInt(line.quantity) * denominator)
  return upTo(line.refunded + pieces) - upTo(line.refunded)
}
