// Rules that the bodies of customers and tags share. A message is the key of a sentence in platform's messages.
import { isCountryCode, isCurrency } from '@portolan/contracts'
import { Transform } from 'class-transformer'
import { ValidateBy, ValidateIf } from 'class-validator'

/** Custom fields travel with every answer, so they stay small. */
export const largestCustomFields = 16_384

function rule(name: string, message: string, holds: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: holds } }, { message })
}

function textRule(name: string, message: string, holds: (text: string) => boolean): PropertyDecorator {
  return rule(name, message, (value) => typeof value === 'string' && holds(value))
}

/** Absent or null is no value. */
export function OrNull(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && value !== null)
}

/** May be absent, but not null. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined)
}

/** One line of text: no control characters. */
export function IsLine(): PropertyDecorator {
  return textRule('isLine', 'rule.isLine', (text) => !/\p{Cc}/u.test(text))
}

export function IsCurrency(): PropertyDecorator {
  return textRule('isCurrency', 'rule.isISO4217CurrencyCode', isCurrency)
}

export function IsCountry(): PropertyDecorator {
  return textRule('isCountry', 'rule.isISO31661Alpha2', isCountryCode)
}

export function IsLanguageTag(): PropertyDecorator {
  return textRule('isLanguageTag', 'rule.isLanguageTag', isLanguageTag)
}

export function IsZone(): PropertyDecorator {
  return textRule('isZone', 'rule.isTimeZone', isZone)
}

export function IsPhone(): PropertyDecorator {
  return textRule('isPhone', 'rule.isPhone', isPhone)
}

export function IsColour(): PropertyDecorator {
  return textRule('isColour', 'rule.isColour', (text) => /^#[0-9a-f]{6}$/i.test(text))
}

/** A JSON object of free fields, at most 16 kB of UTF-8. */
export function IsCustomFields(): PropertyDecorator {
  return rule('isCustomFields', 'rule.isCustomFields', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    return Buffer.byteLength(JSON.stringify(value)) <= largestCustomFields
  })
}

/** Free JSON as it came: class-transformer drops keys that objects inherit, such as `toString`. */
export function AsSent(): PropertyDecorator {
  return Transform(({ obj, key }) => (obj as Record<string, unknown>)[key])
}

/** BCP 47, as in `de` or `zh-Hant-TW`. */
export function isLanguageTag(tag: string): boolean {
  if (tag.length > 35) return false
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** A zone of the IANA database; offsets such as +01:00 are none. */
export function isZone(zone: string): boolean {
  if (zone.length > 50 || !/^[A-Za-z]/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

/** Digits as people write them, with an extension at most; E.164 has up to fifteen of them. */
export function isPhone(text: string): boolean {
  if (text.length > 50 || !/^\+?[\d\s().\-/]+((x|ext\.?)\s?\d{1,6})?$/i.test(text)) return false
  const digits = text.replace(/(x|ext).*$/i, '').replace(/\D/g, '').length
  return digits >= 3 && digits <= 15
}
