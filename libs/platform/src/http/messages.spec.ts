import { languages, newId } from '@portolan/contracts'
import { runInContext } from '../database/context'
import { catalogues, errorCatalogues, errorSentence, say, sentence } from './messages'
import { languageOf } from './request'

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
const english = { ...catalogues.en, ...prefixed(errorCatalogues.en) }

function prefixed(errors: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([reason, text]) => [`error.${reason}`, text]))
}

describe.each(languages.filter((language) => language !== 'en'))('the messages in %s', (language) => {
  const catalogue: Readonly<Record<string, string>> = {
    ...catalogues[language],
    ...prefixed(errorCatalogues[language]),
  }

  it('lack none that English has', () => {
    expect(Object.keys(english).filter((key) => catalogue[key] === undefined)).toEqual([])
  })

  it('have the same placeholders', () => {
    const wrong = Object.entries(english).filter(
      ([key, text]) => placeholders(text).join() !== placeholders(catalogue[key] ?? '').join(),
    )
    expect(wrong).toEqual([])
  })

  it('say something, without spaces around it', () => {
    expect(Object.entries(catalogue).filter(([, text]) => text === '' || text !== text.trim())).toEqual([])
  })

  it('are not left in English', () => {
    const same = Object.entries(english).filter(([key, text]) => text === catalogue[key])
    expect(same).toEqual([])
  })
})

it('are said in the language of the reader', () => {
  const inGerman = runInContext({ language: 'de', correlation: newId() }, () => say('rule.min', { 0: 5 }))
  expect(inGerman).toBe('muss mindestens 5 sein')
  expect(sentence('list.search', { min: 2, max: 100 }, 'zh')).toBe('长度必须为 2 到 100 个字符')
})

describe('an error', () => {
  const closed = { kind: 'conflict', reason: 'order.closed', params: { status: 'delivered' } } as const

  it('is said by its reason', () => {
    expect(errorSentence(closed, 'fr')).toBe('La commande est dans un état final')
    expect(errorSentence({ kind: 'limited', reason: 'rate.exceeded', params: { retry_after: 9 } }, 'bg')).toBe(
      'Твърде много заявки; опитайте след 9 с',
    )
  })

  it('of a row that is missing is said whatever the row is', () => {
    expect(errorSentence({ kind: 'missing', reason: 'anything.missing', params: {} }, 'es')).toBe(
      'No existe, o no tiene permiso para verlo',
    )
  })

  it('keeps its own sentence in English, without a translation, and with one that lacks a value', () => {
    expect(errorSentence(closed, 'en')).toBeNull()
    expect(errorSentence({ kind: 'conflict', reason: 'thing.unheard_of', params: {} }, 'de')).toBeNull()
    expect(errorSentence({ kind: 'limited', reason: 'rate.exceeded', params: {} }, 'de')).toBeNull()
  })
})

it.each([
  ['fr-CA, en;q=0.5', 'fr'],
  ['da, de;q=0.3, bg;q=0.7', 'bg'],
  ['zh-Hant-TW', 'zh'],
  ['ar', 'ar'],
  ['da, *', 'en'],
  ['de;q=0', 'en'],
  [undefined, 'en'],
])('%s asks for %s', (header, language) => {
  expect(languageOf(header)).toBe(language)
})
