// Card numbers belong to the payment provider. Nobody may leave one with us, not even by accident in a note.
import { DomainError, type ErrorDetails } from '../errors'
import { say } from '../http/messages'

/** 13 to 19 digits with single spaces, dots or dashes between them, as people write a card's number. */
const candidates = /(?<![\d])\d(?:[ .-]?\d){12,18}(?![\d])/g
/** First digits that cards have; a tracking number or a phone rarely passes both this and the check digit. */
const issuers = /^(4|5[1-5]|2[2-7]|3[0-9]|6[0-9])/
const shortest = 13
const deepest = 20

function hasCheckDigit(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

function isCardNumber(candidate: string): boolean {
  const digits = candidate.replace(/\D/g, '')
  return issuers.test(digits) && !/^(\d)\1+$/.test(digits) && hasCheckDigit(digits)
}

export function holdsCardNumber(text: string): boolean {
  return text.length >= shortest && (text.match(candidates) ?? []).some(isCardNumber)
}

/** The text with card numbers replaced but for their last four digits; for what others send and we must take. */
export function maskCardNumbers(text: string): string {
  return text.replace(candidates, (candidate) =>
    isCardNumber(candidate) ? `[card ${candidate.slice(-4)}]` : candidate,
  )
}

/**
 * Throws a DomainError (422 `card_number.refused`) naming the fields that hold a card number, nested ones too; those of
 * `except` may.
 */
export function refuseCardNumbers(fields: object, except: readonly string[] = []): void {
  const details: ErrorDetails = {}
  for (const [name, value] of Object.entries(fields)) {
    if (isRefused(value) && !except.includes(name)) details[name] = [say('rule.cardNumber')]
  }
  if (Object.keys(details).length === 0) return
  const message = 'Card numbers must not be stored here'
  throw new DomainError('unprocessable', 'card_number.refused', message, { details })
}

function isRefused(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return holdsCardNumber(value)
  if (typeof value === 'number') return holdsCardNumber(String(value))
  if (typeof value !== 'object' || value === null || depth > deepest) return false
  return Object.entries(value).some(([key, nested]) => holdsCardNumber(key) || isRefused(nested, depth + 1))
}
