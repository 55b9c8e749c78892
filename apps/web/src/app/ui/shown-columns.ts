import type { Column } from './data-table'

/**
 * The columns to show, in order. The first of all always comes first, for it says what a row is. Without a wish the
 * `standard` ones are shown; a wish that leaves out the first only adds to them.
 */
export function shownColumns(
  all: readonly Column[],
  standard: readonly string[],
  wanted: readonly string[],
): readonly Column[] {
  const [first] = all
  const keys = !first || wanted.includes(first.key) ? wanted : [...standard, ...wanted]
  const known = [...new Set([first?.key ?? '', ...keys])]
  return known.flatMap((key) => all.find((column) => column.key === key) ?? [])
}
