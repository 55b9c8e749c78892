// Rules of request bodies that class-validator has no words for. A message is the key of a sentence in messages/*.json.
import { Matches, ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator'
import { isCountryCode, isCurrency } from '@portolan/contracts'

const instantPattern =
  /^(19|20|21)\d{2}-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)$/
const dayPattern = /^(19|20|21)\d{2}-\d{2}-\d{2}$/

/** A rule called `name` whose refusal says `message`, a key of the messages. */
export function rule(
  name: string,
  message: string,
  holds: (value: unknown) => boolean,
  options: ValidationOptions = {},
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: holds } }, { message, ...options })
}

/** The same for text; anything else breaks the rule. */
export function textRule(
  name: string,
  message: string,
  holds: (text: string) => boolean,
  options: ValidationOptions = {},
): PropertyDecorator {
  return rule(name, message, (value) => typeof value === 'string' && holds(value), options)
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
export function IsLine(options: ValidationOptions = {}): PropertyDecorator {
  return textRule('isLine', 'rule.isLine', (text) => !/\p{Cc}/u.test(text), options)
}

/** An ISO 4217 code. */
export function IsCurrency(): PropertyDecorator {
  return textRule('isCurrency', 'rule.isISO4217CurrencyCode', isCurrency)
}

/** An ISO 3166-1 alpha-2 code. */
export function IsCountry(options: ValidationOptions = {}): PropertyDecorator {
  return textRule('isCountry', 'rule.isISO31661Alpha2', isCountryCode, options)
}

/** A BCP 47 tag, as in `de` or `zh-Hant-TW`. */
export function IsLanguageTag(): PropertyDecorator {
  return textRule('isLanguageTag', 'rule.isLanguageTag', isLanguageTag)
}

/** A zone of the IANA database by its name. */
export function IsZone(): PropertyDecorator {
  return textRule('isZone', 'rule.isTimeZone', isZone)
}

/** A time with its offset, between 1900 and 2199. */
export function IsInstant(): PropertyDecorator {
  return textRule('isInstant', 'rule.isInstant', (text) => instantPattern.test(text) && isRealDay(text.slice(0, 10)))
}

/** A day, between 1900 and 2199. */
export function IsDay(): PropertyDecorator {
  return textRule('isDay', 'value.day', (text) => dayPattern.test(text) && isRealDay(text))
}

/** A decimal string that is not negative; whether its currency has these decimals is the service's to say. */
export function IsAmount(): PropertyDecorator {
  return Matches(/^\d{1,15}(\.\d{1,12})?$/, { message: 'rule.isAmount' })
}

/** A decimal string of either sign. */
export function IsSignedAmount(): PropertyDecorator {
  return Matches(/^-?\d{1,15}(\.\d{1,12})?$/, { message: 'value.decimal' })
}

export function isLanguageTag(tag: string): boolean {
  if (tag.length > 35) return false
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** Whether the IANA database knows the name; offsets such as +01:00 have no summer time and are none. */
export function isZone(zone: string): boolean {
  if (zone.length > 50 || !/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

function isRealDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
