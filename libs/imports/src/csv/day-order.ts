// Which comes first in 03/04/2026, judged over a column: one day above twelve tells it for all.

export const dayOrders = ['dmy', 'mdy'] as const
export type DayOrder = (typeof dayOrders)[number]

const written = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,T]|$)/

/** Null in `order` when the days may be read both ways, or contradict each other. */
export function orderOf(cells: readonly string[]): { order: DayOrder | null; seen: boolean } {
  let [seen, dotted, day, month] = [0, 0, 0, 0]
  for (const cell of cells) {
    const match = written.exec(cell.trim())
    if (!match) continue
    const [first, third] = [Number(match[1]), Number(match[3])]
    seen++
    if (match[2] === '.') dotted++
    if (first > 12 && third <= 12) day++
    if (third > 12 && first <= 12) month++
  }
  if (day && !month) return { order: 'dmy', seen: true }
  if (month && !day) return { order: 'mdy', seen: true }
  // With dots nobody writes the month first.
  if (!day && !month && seen && dotted === seen) return { order: 'dmy', seen: true }
  return { order: null, seen: seen > 0 }
}
