// Rules for fields that class-validator has no words for.
import { applyDecorators } from '@nestjs/common'
import { IsIn, IsString, ValidateBy, type ValidationOptions } from 'class-validator'
import { isCountryCode, isCurrency, languages } from '@portolan/contracts'
import { featureFlags } from './tenants/feature-flags'

function textRule(
  name: string,
  message: string,
  holds: (text: string) => boolean,
  options: ValidationOptions = {},
): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && holds(value)
  return ValidateBy({ name, validator: { validate } }, { message, ...options })
}

/** An ISO 4217 code. */
export function IsCurrency(): PropertyDecorator {
  return textRule('isCurrency', 'rule.isISO4217CurrencyCode', isCurrency)
}

/** ISO 3166-1 alpha-2 codes. */
export function AreCountries(): PropertyDecorator {
  return textRule('areCountries', 'rule.isISO31661Alpha2', isCountryCode, { each: true })
}

/** An IANA zone by its name; offsets such as +01:00 have no summer time and are none. */
export function IsZone(): PropertyDecorator {
  return textRule('isZone', 'rule.isTimeZone', isZone)
}

/** A language of the console. */
export function IsLanguage(): PropertyDecorator {
  return applyDecorators(IsString(), IsIn([...languages]))
}

/** Flags that this version reads, each of its type. */
export function AreFlags(): PropertyDecorator {
  const validate = (value: unknown) => featureFlags.safeParse(value).success
  return ValidateBy({ name: 'areFlags', validator: { validate } }, { message: 'rule.areFlags' })
}

/** One line that shows something: no control characters, not only spaces. */
export function IsLine(): PropertyDecorator {
  return textRule('isLine', 'rule.isLine', (text) => !/\p{Cc}/u.test(text) && (text === '' || /\S/.test(text)))
}

/** Names a workspace in sign-ins and on the command line. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9](-?[a-z0-9]){1,62}$/.test(text)
}

export function IsSlug(): PropertyDecorator {
  return textRule('isSlug', 'rule.isSlug', isSlug)
}

export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(text)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}
