// What the API says to people, by rule, one file for each language; a rule that a language lacks is said in English.
// Errors are said by their reason; English sentences stand with the errors themselves, where they may say more, and
// those in errors.en.json are what the other languages were translated from.
import type { ErrorKind, Language } from '@portolan/contracts'
import { ambientContext } from '../database/context'
import ar from './messages/ar.json'
import bg from './messages/bg.json'
import de from './messages/de.json'
import en from './messages/en.json'
import es from './messages/es.json'
import fr from './messages/fr.json'
import arErrors from './messages/errors.ar.json'
import bgErrors from './messages/errors.bg.json'
import deErrors from './messages/errors.de.json'
import enErrors from './messages/errors.en.json'
import esErrors from './messages/errors.es.json'
import frErrors from './messages/errors.fr.json'
import zhErrors from './messages/errors.zh.json'
import zh from './messages/zh.json'

type Catalogue = Readonly<Record<string, string>>
export type MessageParams = Readonly<Record<string, string | number>>

const english: Catalogue = en
export const catalogues: Readonly<Record<Language, Catalogue>> = { en: english, es, fr, de, zh, ar, bg }
export const errorCatalogues: Readonly<Record<Language, Catalogue>> = {
  en: enErrors,
  es: esErrors,
  fr: frErrors,
  de: deErrors,
  zh: zhErrors,
  ar: arErrors,
  bg: bgErrors,
}

/** The sentence of `rule`, or null when no catalogue has it. `{name}` stands for a parameter. */
export function sentence(rule: string, params: MessageParams, language: Language): string | null {
  const text = catalogues[language][rule] ?? english[rule]
  return text === undefined ? null : filled(text, params)
}

interface Said {
  readonly kind: ErrorKind
  readonly reason: string
  readonly params: MessageParams
}

/** The error's sentence in the reader's language; null where its own English one is the best there is. */
export function errorSentence({ kind, reason, params }: Said, language: Language): string | null {
  if (language === 'en') return null
  const catalogue = errorCatalogues[language]
  const text = catalogue[reason] ?? (kind === 'missing' ? catalogue.missing : undefined)
  if (text === undefined) return null
  const sentence = filled(text, params)
  return /\{\w+\}/.test(sentence) ? null : sentence
}

function filled(text: string, params: MessageParams): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder))
}

/** The sentence of `rule` in the reader's language. Throws an Error for a rule that English lacks. */
export function say(rule: string, params: MessageParams = {}, language = ambientContext()?.language ?? 'en'): string {
  const text = sentence(rule, params, language)
  if (text === null) throw new Error(`messages/en.json has no ${rule}`)
  return text
}
