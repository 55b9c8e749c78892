/** A mail that this server kept instead of sending it on. */
export class CaughtMailDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'ada@hansen.example' */
  recipient!: string
  /** @example 'Ada Hansen invites you to Hansen & Daughters' */
  subject!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  caught_at!: string
  /** The mail as plain text. @example 'Hello Ada, …' */
  body_text!: string
  /** The mail as HTML. @example '<!doctype html><html lang="en">…</html>' */
  body_html!: string
}
