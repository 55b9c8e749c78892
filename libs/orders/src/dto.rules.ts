// Rules that several request bodies share. A message is the key of a sentence in platform's messages.
import { applyDecorators } from '@nestjs/common'
import { isCountryCode, isCurrency } from '@portolan/contracts'
import { Matches, ValidateBy, ValidateIf } from 'class-validator'

const instantPattern =
  /^(19|20|21)\d{2}-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)$/
const dayPattern = /^(19|20|21)\d{2}-\d{2}-\d{2}$/

function rule(name: string, message: string, holds: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: holds } }, { message })
}

function isRealDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** A time with its offset, between 1900 and 2199. */
export function IsInstant(): PropertyDecorator {
  return rule('isInstant', 'rule.isInstant', (value) => {
    return typeof value === 'string' && instantPattern.test(value) && isRealDay(value.slice(0, 10))
  })
}

/** A day, between 1900 and 2199. */
export function IsDay(): PropertyDecorator {
  return rule('isDay', 'value.day', (value) => typeof value === 'string' && dayPattern.test(value) && isRealDay(value))
}

export function IsCurrency(): PropertyDecorator {
  return rule('isCurrency', 'rule.isISO4217CurrencyCode', (value) => typeof value === 'string' && isCurrency(value))
}

export function IsCountry(): PropertyDecorator {
  return rule('isCountry', 'rule.isISO31661Alpha2', (value) => typeof value === 'string' && isCountryCode(value))
}

/** A decimal string that is not negative; whether the currency has these decimals is asked later. */
export function IsAmount(): PropertyDecorator {
  return Matches(/^\d{1,15}(\.\d{1,12})?$/, { message: 'rule.isAmount' })
}

/** A decimal string of either sign. */
export function IsSignedAmount(): PropertyDecorator {
  return Matches(/^-?\d{1,15}(\.\d{1,12})?$/, { message: 'value.decimal' })
}

/** Absent or null; unlike IsOptional this reads as what it does. */
export function OrNull(): PropertyDecorator {
  return applyDecorators(ValidateIf((_, value) => value !== undefined && value !== null))
}

/** May be absent, but not null. */
export function MayBeAbsent(): PropertyDecorator {
  return applyDecorators(ValidateIf((_, value) => value !== undefined))
}
