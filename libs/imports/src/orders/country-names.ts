// Countries as files write them: ISO codes of two or three letters, English names, and a few old habits.
import { isCountryCode } from '@portolan/contracts'
import { alpha3ToAlpha2, getAlpha2Code, registerLocale } from 'i18n-iso-countries'
import english from 'i18n-iso-countries/langs/en.json'

registerLocale(english)

/** `null` is a place without one country's code, on purpose. */
const habits: ReadonlyMap<string, string | null> = new Map([
  ['eire', 'IE'],
  ['rsa', 'ZA'],
  ['usa', 'US'],
  ['uk', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['northern ireland', 'GB'],
  ['holland', 'NL'],
  ['korea', 'KR'],
  ['czech republic', 'CZ'],
  ['channel islands', null],
  ['european community', null],
  ['unspecified', null],
  ['west indies', null],
])

const remembered = new Map<string, string | null>()

/** The ISO 3166-1 alpha-2 code of what a file calls a country, or null when it is none that we know. */
export function countryNamed(text: string): string | null {
  const name = text.trim()
  const known = remembered.get(name)
  if (known !== undefined) return known
  const code = find(name)
  if (remembered.size > 5000) remembered.clear()
  remembered.set(name, code)
  return code
}

function find(name: string): string | null {
  if (!name || name.length > 100) return null
  const habit = habits.get(name.toLowerCase())
  if (habit !== undefined) return habit
  const upper = name.toUpperCase()
  const code = /^[A-Z]{2}$/.test(upper)
    ? upper
    : /^[A-Z]{3}$/.test(upper)
      ? alpha3ToAlpha2(upper)
      : getAlpha2Code(name, 'en')
  return code && isCountryCode(code) ? code : null
}
