import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sameAsEnglish from '../testing/same-as-english.json'

const app = join(__dirname)
const folder = join(__dirname, '../../public/i18n')

function files(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })
}

function flat(words: object, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flat(value, `${prefix}${key}.`),
  )
}

function textsOf(language: string): Map<string, string> {
  return new Map(flat(JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as object))
}

const categories = new Set(['zero', 'one', 'two', 'few', 'many', 'other'])
const others = readdirSync(folder)
  .map((name) => name.replace('.json', ''))
  .filter((language) => language !== 'en')
const texts = textsOf('en')
const groupOf = (key: string) => key.slice(0, key.lastIndexOf('.'))
const formOf = (key: string) => key.slice(key.lastIndexOf('.') + 1)

const sources = files(app)
  .filter((path) => /\.(ts|html)$/.test(path) && !path.endsWith('.spec.ts') && !path.includes('/api/'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

/** Keys written out in a template or class, with the prefix of the file's *transloco. */
function keysOf(text: string): string[] {
  const prefix = /prefix: '([\w.]+)'/.exec(text)?.[1]
  const own = [...text.matchAll(/[^\w.]t\('([\w.-]+)'[,)]/g)].map(([, key]) => (prefix ? `${prefix}.${key}` : `${key}`))
  const whole = [...text.matchAll(/(?:translate|counted)\('([\w.-]+)'[,)]/g)].map(([, key]) => `${key}`)
  const titles = [...text.matchAll(/title: '([\w.-]+)'/g)].map(([, key]) => `${key}`)
  return [...(prefix ? own : []), ...whole, ...titles]
}

/** Groups of English whose keys are plural forms and nothing else. */
const counted = new Set(
  [...texts.keys()].flatMap((key) => {
    const group = groupOf(key)
    const forms = [...texts.keys()].filter((other) => groupOf(other) === group).map(formOf)
    return forms.includes('other') && forms.every((form) => categories.has(form)) ? [group] : []
  }),
)

/** The keys a language needs: English's, with a plural group's forms as Intl.PluralRules has them. */
function neededIn(language: string): Set<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const keys = [...texts.keys()].filter((key) => !counted.has(groupOf(key)))
  return new Set([...keys, ...[...counted].flatMap((group) => forms.map((form) => `${group}.${form}`))])
}

function troubles(language: string, translated: Map<string, string>): string[] {
  const needed = neededIn(language)
  const missing = [...needed].filter((key) => !translated.has(key)).map((key) => `missing: ${key}`)
  const strange = [...translated.keys()].filter((key) => !needed.has(key)).map((key) => `strange: ${key}`)
  const wrong = [...translated].flatMap(([key, text]) => {
    const english = texts.get(counted.has(groupOf(key)) ? `${groupOf(key)}.other` : key)
    if (english === undefined || sameValues(key, text, english)) return []
    return [`wrong values: ${key}: ${text}`]
  })
  return [...missing, ...strange, ...wrong]
}

/** The word itself may say a small number: then it needs no figure. */
function sameValues(key: string, text: string, english: string): boolean {
  const values = (words: string) => [...words.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name).sort()
  const wanted = values(english)
  const small = counted.has(groupOf(key)) && ['zero', 'one', 'two'].includes(formOf(key))
  const without = small ? wanted.filter((name) => name !== 'count') : wanted
  return [wanted, without].some((accepted) => String(accepted) === String(values(text)))
}

describe('the words of the console', () => {
  const english = [...texts.keys()]

  it('are all there', () => {
    const known = new Set([...english, ...english.map((key) => key.replace(/\.[^.]+$/, ''))])
    const missing = sources.flatMap(({ path, text }) =>
      keysOf(text).flatMap((key) => (known.has(key) ? [] : [`${path.slice(app.length)}: ${key}`])),
    )
    expect(missing).toEqual([])
  })

  it('are all used', () => {
    const all = sources.map(({ text }) => text).join('\n')
    const unused = english.filter((key) => {
      const parts = key.split('.')
      const last = parts.at(-1) ?? ''
      // A key may be put together: its own word or, for statuses and the like, its group must stand somewhere.
      return (
        !all.includes(`'${last}'`) &&
        !all.includes(`.${last}'`) &&
        !all.includes(`${parts.at(-2)}.`) &&
        !all.includes(`.${parts.at(-2)}'`)
      )
    })
    expect(unused).toEqual([])
  })

  it.each(others)('stand in %s with its own plural forms and the same values to fill in', (language) => {
    const translated = textsOf(language)
    expect(troubles(language, translated)).toEqual([])
  })

  it.each(others)('are said in %s, but for names, codes and words that both languages share', (language) => {
    const shared = [...textsOf(language)].filter(([key, text]) => texts.get(key) === text).map(([key]) => key)
    expect(shared.sort()).toEqual(sameAsEnglish[language as keyof typeof sameAsEnglish])
  })
})

it('is asked for ahead in each of its languages', () => {
  const [, known = ''] = /\^\(\?:([a-z|]+)\)/.exec(readFileSync(join(folder, '../start.js'), 'utf8')) ?? []
  expect(known.split('|').sort()).toEqual(['en', ...others].sort())
})
