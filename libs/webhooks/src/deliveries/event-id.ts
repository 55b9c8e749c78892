import { createHash } from 'node:crypto'

/**
 * The id of one row's share of an event, the same whenever it is made again: a UUID version 8 whose first 48 bits are the
 * outbox event's time and whose rest is a hash of both ids.
 */
export function publicEventId(outboxId: string, rowId: string): string {
  const hash = createHash('sha256').update(`${outboxId}.${rowId}`).digest('hex')
  const variant = ((parseInt(hash.charAt(3), 16) & 0x3) | 0x8).toString(16)
  return `${outboxId.slice(0, 13)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}
