import { createHash } from 'node:crypto'

/** The account of a guest, who is known by her e-mail address alone; it is not kept in the open. */
export function guestId(email: string): string {
  return `guest:${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22)}`
}
