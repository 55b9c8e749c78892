/** Seconds that `Retry-After` asks for, as a number or a date; null when it says nothing that we understand. */
export function retryAfter(header: string | undefined, now = Date.now()): number | null {
  if (header === undefined) return null
  // Shopify writes `2.0`.
  if (/^\d{1,9}(\.\d{1,9})?$/.test(header.trim())) return Math.ceil(Number(header))
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}
