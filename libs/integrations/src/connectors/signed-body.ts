// Signatures over raw bytes, and bodies read so that nothing is rounded.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import { Unreadable } from './connector'

/** Base64 of HMAC-SHA256, as Shopify and WooCommerce send it. False without a signature or a secret. */
export function isSignedBy(body: Buffer, signature: string | undefined, secrets: readonly string[]): boolean {
  if (!signature) return false
  const given = Buffer.from(signature, 'base64')
  // All of them are tried, so that the time says nothing about which one fits.
  const fits = secrets.filter((secret) => {
    if (!secret) return false
    const made = createHmac('sha256', secret).update(body).digest()
    return made.length === given.length && timingSafeEqual(made, given)
  })
  return fits.length > 0
}

/** JSON whose numbers are texts as they were written: ids beyond 2^53 and amounts stay what they are. */
export function readJson(body: Buffer | string): unknown {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body)
    return JSON.parse(withQuotedNumbers(text))
  } catch (error) {
    throw new Unreadable(`the body is not valid JSON: ${(error as Error).message}`.slice(0, 300))
  }
}

/** As JSON writes them; before a colon stands a name, which a number cannot be. */
const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\s*:)/g

/** The numbers outside of strings in quotes. What was no JSON is none afterwards. */
function withQuotedNumbers(text: string): string {
  let [made, from] = ['', 0]
  for (let start = 0; start < text.length;) {
    const quote = text.indexOf('"', start)
    const end = quote < 0 ? text.length : quote
    const between = text.slice(start, end)
    if (/\d/.test(between)) {
      made += text.slice(from, start) + between.replace(numbers, '"$&"')
      from = end
    }
    start = endOfString(text, end)
  }
  return made + text.slice(from)
}

/** Behind the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0
    while (text[quote - 1 - escapes] === '\\') escapes++
    if (escapes % 2 === 0) return quote + 1
  }
  return text.length
}

/** What the schema keeps of a body. Throws Unreadable naming the fields that are not as the platform has them. */
export function readAs<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.output<Schema> {
  return readValueAs(schema, readJson(body))
}

/** The same of a part of one that was read by `readJson`. */
export function readValueAs<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const told = error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
  throw new Unreadable(told.join('; '))
}

/** The `id` with which a body begins, without reading all of it; null when it says none. */
export function objectIdOf(body: Buffer): string | null {
  const start = body.subarray(0, 200).toString('utf8')
  return /^\s*\{\s*"id"\s*:\s*"?(\d{1,30})/.exec(start)?.[1] ?? null
}
