// Fields as platforms send them: texts that may be missing, null or empty, numbers that arrive as texts, decimals that
// a currency must be able to hold.
import { z } from 'zod'
import { isCurrency, lineTotal, parseDecimal, parseMoney } from '@portolan/contracts'
import { Unreadable } from './connector'

const longest = 5000

/** An id: digits beyond 2^53 are read as texts, so all are. */
export const id = z.string().regex(/^[\w:.-]{1,200}$/, 'is no id')
export const text = z
  .string()
  .nullish()
  .transform((value, context) => {
    // A check of its own would cost as much again, and an order has fifty texts.
    if (value && value.length > longest) context.addIssue(`is longer than ${longest} characters`)
    return value?.trim() || null
  })
/** A decimal number as it was written. */
export const decimal = z.string().regex(/^-?\d{1,15}(\.\d{1,10})?$/, 'is no decimal number')
export const whole = z
  .string()
  .regex(/^-?\d{1,9}$/, 'is no whole number')
  .transform(Number)
export const currency = z
  .string()
  .transform((code) => code.toUpperCase())
  .refine(isCurrency, 'is no ISO 4217 currency')
/** A time with its offset. */
export const instant = z.iso.datetime({ offset: true }).transform((text, context) => {
  const time = new Date(text)
  const year = time.getUTCFullYear()
  if (year >= 1900 && year < 2200) return time.toISOString()
  context.addIssue('is no time of ours')
  return z.NEVER
})
export const flag = z.boolean().nullish()

/** One way to write a decimal; platforms write ¥31840 as `31840`, `31840.0` and `31840.00`. */
export function shortest(amount: string): string {
  return amount.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

/** A decimal in minor units of its currency. */
export function minor(field: string, amount: string, code: string): bigint {
  try {
    return parseMoney(shortest(amount), code)
  } catch {
    throw new Unreadable(`${field}: ${amount} has decimals that ${code} does not have`)
  }
}

/** A price in minor units, rounded where the platform keeps more decimals than its currency has. */
export function nearestMinor(amount: string, code: string): bigint {
  return lineTotal(parseDecimal(amount), 1, code)
}
