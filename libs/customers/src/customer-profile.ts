// Shops and files say all sorts of things about people. A value that breaks a rule of ours must not stop an order:
// it is cut, masked or left out.
import { isEmail } from 'class-validator'
import { isCountryCode, isCurrency } from '@portolan/contracts'
import { isLanguageTag, isZone, maskCardNumbers } from '@portolan/platform'
import type { CustomerProfile } from './customer.commands'
import { isPhone } from './dto.rules'

export type CleanProfile = { readonly [Field in keyof CustomerProfile]-?: string | null }

export function cleanProfile(profile: CustomerProfile): CleanProfile {
  return {
    email: cleanEmail(profile),
    first_name: line(profile.first_name, 100),
    last_name: line(profile.last_name, 100),
    phone: kept(profile.phone?.trim(), isPhone),
    company_name: line(profile.company_name, 255),
    country_code: kept(profile.country_code?.trim().toUpperCase(), isCountryCode),
    region: line(profile.region, 100),
    city: line(profile.city, 100),
    postal_code: line(profile.postal_code, 20),
    timezone: kept(profile.timezone, isZone),
    language: kept(profile.language, isLanguageTag),
    currency: kept(profile.currency?.trim().toUpperCase(), isCurrency),
  }
}

export function cleanEmail({ email }: CustomerProfile): string | null {
  return kept(email?.trim(), (text) => text.length <= 255 && isEmail(text))
}

function kept(text: string | null | undefined, holds: (text: string) => boolean): string | null {
  return text && holds(text) ? text : null
}

/** One line without control characters and card numbers, at most `length` characters long. */
function line(text: string | null | undefined, length: number): string | null {
  if (!text) return null
  const clean = maskCardNumbers(text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim())
  return [...clean].slice(0, length).join('').trim() || null
}
