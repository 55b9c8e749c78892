// What the API says to people, by rule. A language is one file beside en.json, listed here; a rule that a language
// lacks is said in English.
import type { Language } from '@portolan/contracts'
import { ambientContext } from '../database/context'
import en from './messages/en.json'

type Catalogue = Readonly<Record<string, string>>
export type MessageParams = Readonly<Record<string, string | number>>

const english: Catalogue = en
const catalogues: Partial<Record<Language, Catalogue>> = { en: english }

/** The sentence of `rule`, or null when no catalogue has it. `{name}` stands for a parameter. */
export function sentence(rule: string, params: MessageParams, language: Language): string | null {
  const text = catalogues[language]?.[rule] ?? english[rule]
  if (text === undefined) return null
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder))
}

/** The sentence of `rule` in the reader's language. Throws an Error for a rule that English lacks. */
export function say(rule: string, params: MessageParams = {}, language = ambientContext()?.language ?? 'en'): string {
  const text = sentence(rule, params, language)
  if (text === null) throw new Error(`messages/en.json has no ${rule}`)
  return text
}
