// Countries as files write them: ISO codes of two or three letters, their names in the console's languages, and a few old
// habits. Names are compared in small letters, without accents, spaces and signs.
import { isCountryCode } from '@portolan/contracts'
import { alpha3ToAlpha2, getNames, registerLocale } from 'i18n-iso-countries'
import arabic from 'i18n-iso-countries/langs/ar.json'
import bulgarian from 'i18n-iso-countries/langs/bg.json'
import german from 'i18n-iso-countries/langs/de.json'
import english from 'i18n-iso-countries/langs/en.json'
import spanish from 'i18n-iso-countries/langs/es.json'
import french from 'i18n-iso-countries/langs/fr.json'
import chinese from 'i18n-iso-countries/langs/zh.json'

const languages = ['en', 'es', 'fr', 'de', 'zh', 'ar', 'bg'] as const
for (const names of [english, spanish, french, german, chinese, arabic, bulgarian]) registerLocale(names)

/** `null` is a place without one country's code, on purpose. */
const habits: Readonly<Record<string, string | null>> = {
  eire: 'IE',
  rsa: 'ZA',
  usa: 'US',
  'EE. UU.': 'US',
  сащ: 'US',
  uk: 'GB',
  england: 'GB',
  angleterre: 'GB',
  inglaterra: 'GB',
  англия: 'GB',
  إنجلترا: 'GB',
  scotland: 'GB',
  schottland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  nordirland: 'GB',
  holland: 'NL',
  korea: 'KR',
  emirates: 'AE',
  الإمارات: 'AE',
  السعودية: 'SA',
  'channel islands': null,
  'european community': null,
  unspecified: null,
  'west indies': null,
}

const named = readNames()
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
  const known = named.get(normalised(name))
  if (known !== undefined) return known
  const upper = name.toUpperCase()
  const code = /^[A-Z]{3}$/.test(upper) ? alpha3ToAlpha2(upper) : upper
  return code && isCountryCode(code) ? code : null
}

/** A name of two countries is nobody's: a file that says Congo may mean either. */
function readNames(): ReadonlyMap<string, string | null> {
  const names = new Map<string, string | null>()
  for (const [name, code] of languages.flatMap(namesIn)) {
    const known = names.get(name)
    names.set(name, known === undefined || known === code ? code : null)
  }
  for (const [name, code] of Object.entries(habits)) names.set(normalised(name), code)
  return names
}

function namesIn(language: string): [name: string, code: string][] {
  const spoken = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
  return Object.entries(getNames(language, { select: 'all' })).flatMap(([code, names]) =>
    [...names, spoken.of(code) ?? ''].filter(Boolean).map((name): [string, string] => [normalised(name), code]),
  )
}

function normalised(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
