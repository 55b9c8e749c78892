import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const app = join(__dirname)
const folder = join(__dirname, '../../public/i18n')

function files(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })
}

function flat(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : flat(value as object, `${prefix}${key}.`),
  )
}

function read(language: string): string[] {
  return flat(JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as object)
}

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

describe('the words of the console', () => {
  const english = read('en')

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

  it('are the same keys in every language', () => {
    const languages = readdirSync(folder).map((name) => name.replace('.json', ''))
    for (const language of languages) expect([language, read(language)]).toEqual([language, english])
  })
})
