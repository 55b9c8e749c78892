// Pieces of lines that a return, a refund or a shipment asks for: never more than there are.
import { say, type ErrorDetails } from '@portolan/platform'
import { piecesDoNotFit } from './order.errors'
import type { OrderLine } from './order.lines'

export interface Pieces {
  readonly order_item_id: string
  readonly quantity: number
}

export type Taken = { readonly line: OrderLine; readonly quantity: number }

/** The lines that are asked for. `left` says how many pieces of one there are. Throws a DomainError that names the fields. */
export function takePieces(
  wanted: readonly Pieces[],
  lines: readonly OrderLine[],
  left: (line: OrderLine) => number,
): Taken[] {
  const byId = new Map(lines.map((line) => [line.id, line]))
  const seen = new Set<string>()
  const details: ErrorDetails = {}
  const taken: Taken[] = []
  wanted.forEach(({ order_item_id, quantity }, index) => {
    const line = byId.get(order_item_id)
    if (!line || line.kind !== 'sale') details[`items.${index}.order_item_id`] = [say('order.no_such_line')]
    else if (seen.has(line.id)) details[`items.${index}.order_item_id`] = [say('order.line_twice')]
    else if (quantity > left(line)) {
      details[`items.${index}.quantity`] = [say('order.pieces_left', { left: Math.max(0, left(line)) })]
    } else taken.push({ line, quantity })
    seen.add(order_item_id)
  })
  if (Object.keys(details).length) throw piecesDoNotFit(details)
  return taken
}
