// Numbers as people of different countries write them, brought to plain decimals: 1.234,56 and 1,234.56 and 1'234.56.

export const decimalMarks = ['.', ','] as const
export type DecimalMark = (typeof decimalMarks)[number]

const grouped = {
  '.': /^([+-]?\d{1,3}(?:[,'’\u0020\u00a0\u202f]\d{3})+)(\.\d+)?$/,
  ',': /^([+-]?\d{1,3}(?:[.'’\u0020\u00a0\u202f]\d{3})+)(,\d+)?$/,
} as const

/** The number with a point and without groups; a text that is none comes back as it is. Signs of currencies are left out. */
export function plainNumber(text: string, mark: DecimalMark): string {
  const bare = text.replace(/^([+-]?)\s*[$€£¥₹₩₽]\s*|\s*[$€£¥₹₩₽]$/g, '$1')
  const match = grouped[mark].exec(bare)
  if (match) return `${match[1]?.replace(/[^\d+-]/g, '')}${match[2]?.replace(',', '.') ?? ''}`
  return mark === ',' && /^[+-]?\d*,\d+$/.test(bare) ? bare.replace(',', '.') : bare
}

/** What a column of numbers says about its decimal mark: one of them, or null when it may be either. */
export function markOf(cells: readonly string[]): { mark: DecimalMark | null; sure: boolean } {
  const votes = { '.': 0, ',': 0, either: 0 }
  for (const cell of cells) {
    const text = cell.replace(/[$€£¥₹₩₽\s\u00a0\u202f'’]/g, '')
    if (/^\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})$/.test(text)) continue
    if (!/^[+-]?[\d.,]*\d[\d.,]*$/.test(text)) continue
    const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
    if (last < 0) continue
    const sign = text[last] as DecimalMark
    const other = sign === '.' ? ',' : '.'
    if (text.includes(other)) votes[sign]++
    else if (text.indexOf(sign) !== last) votes[other]++
    else if (/^[+-]?0/.test(text) || text.length - last - 1 !== 3) votes[sign]++
    else votes.either++
  }
  if (!votes[','] && !votes['.'] && votes.either) return { mark: null, sure: false }
  if (votes[','] > votes['.']) return { mark: ',', sure: votes['.'] === 0 }
  return { mark: '.', sure: votes[','] === 0 }
}
