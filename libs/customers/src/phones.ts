// Telephone numbers as people write them, and the one form in which they can be compared and called: E.164.
import examples from 'libphonenumber-js/examples.mobile.json'
import { getExampleNumber, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** In E.164, as in `+442079460000`; null when the country's numbers are never like this one. */
export function e164Of(text: string | null | undefined, country: string | null): string | null {
  if (!text) return null
  const region = country && isSupportedCountry(country) ? country : undefined
  const number = parsePhoneNumberFromString(text, region)
  return number?.isPossible() ? number.number : null
}

/** The country that a number names by itself; null for one that is written as people at home write it. */
export function countryOfPhone(text: string | null | undefined): string | null {
  return (text && parsePhoneNumberFromString(text)?.country) || null
}

/** A number of the country as people there would write it for others. */
export function examplePhone(country: string | null): string {
  const region = country && isSupportedCountry(country) ? country : 'GB'
  return getExampleNumber(region, examples)?.formatInternational() ?? '+44 7400 123456'
}

/**
 * What is searched for a number, however it is written: digits without the sign, the zeros of a trunk or an exit code,
 * and what stands between. Anything else stays.
 */
export function searchedPhone(text: string): string {
  if (!/^\s*(\+|\(|\d)[\d\s().\-/]*$/.test(text)) return text
  const digits = text.replace(/\(0\)/g, '').replace(/\D/g, '')
  return digits.length < 6 ? text : digits.replace(/^0{1,2}(?=\d{5})/, '')
}
