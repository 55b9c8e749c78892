/** A list's filter for the days of a report: both ends count. */
export function daysOf(field: string, { from, to }: { from: string; to: string }): Record<string, string> {
  return { [`${field}[gte]`]: from, [`${field}[lte]`]: to }
}
