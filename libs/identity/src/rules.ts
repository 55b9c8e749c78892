// Rules for fields that class-validator has no words for.
import { applyDecorators } from '@nestjs/common'
import { IsIn, IsString, ValidateBy, type ValidationOptions } from 'class-validator'
import { isCountryCode, isCurrency, languages } from '@portolan/contracts'
import { say } from '@portolan/platform'
import { featureFlags } from './tenants/feature-flags'

interface Rule {
  readonly name: string
  readonly holds: (text: string) => boolean
  readonly message: () => string
}

function textRule({ name, holds, message }: Rule, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name,
      validator: { validate: (value) => typeof value === 'string' && holds(value), defaultMessage: () => message() },
    },
    options,
  )
}

/** An ISO 4217 code. */
export function IsCurrency(): PropertyDecorator {
  return textRule({ name: 'isCurrency', holds: isCurrency, message: () => say('value.code') })
}

/** ISO 3166-1 alpha-2 codes. */
export function AreCountries(): PropertyDecorator {
  return textRule({ name: 'areCountries', holds: isCountryCode, message: () => say('value.code') }, { each: true })
}

/** An IANA zone by its name; offsets such as +01:00 have no summer time and are none. */
export function IsZone(): PropertyDecorator {
  return textRule({ name: 'isZone', holds: isZone, message: () => say('value.zone') })
}

/** A language of the console. */
export function IsLanguage(): PropertyDecorator {
  return applyDecorators(IsString(), IsIn([...languages]))
}

/** Flags that this version reads, each of its type. */
export function AreFlags(): PropertyDecorator {
  return ValidateBy({
    name: 'areFlags',
    validator: {
      validate: (value) => featureFlags.safeParse(value).success,
      defaultMessage: () => say('value.flags'),
    },
  })
}

/** Names a workspace in sign-ins and on the command line. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9](-?[a-z0-9]){1,62}$/.test(text)
}

export function IsSlug(): PropertyDecorator {
  return textRule({ name: 'isSlug', holds: isSlug, message: () => say('value.slug') })
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
