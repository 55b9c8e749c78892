import { countryCodes, type Language } from '@portolan/contracts'

const cache = new Map<Language, string>()

/** Names of all countries in a language as a JSON object by code. The data of ICU, as browsers show it. */
export function countryNames(language: Language): string {
  const known = cache.get(language)
  if (known) return known
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' })
  const text = JSON.stringify(Object.fromEntries(countryCodes.map((code) => [code, names.of(code)])))
  cache.set(language, text)
  return text
}
