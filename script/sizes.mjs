// What somebody loads before a page stands: that a browser asks for all of it at once, that it is sent compressed, and how
// much JavaScript it may be.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

const brotli = promisify(brotliCompress)

const kilobyte = 1000
const main = 'apps/web/src/main.ts'
const signIn = 'apps/web/src/app/shell/sign-in.ts'
const shell = 'apps/web/src/app/shell/shell.ts'
const dashboard = 'apps/web/src/app/pages/dashboard/dashboard.ts'
const budgets = [
  { page: 'the sign-in page', entries: [main, signIn], most: 200 * kilobyte },
  {
    page: 'the dashboard',
    entries: [main, shell, 'apps/web/src/app/shell/tray/tray.ts', dashboard],
    most: 350 * kilobyte,
  },
]

/** What the entries import at once, and what that imports; what is imported later is not waited for. */
function reached(outputs, entries) {
  const files = new Set()
  const waiting = entries.map((entry) => {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry)
    if (!found) throw new Error(`the console has no bundle of ${entry}`)
    return found[0]
  })
  while (waiting.length) {
    const file = waiting.pop()
    if (files.has(file) || !(file in outputs)) continue
    files.add(file)
    waiting.push(...outputs[file].imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path))
  }
  return [...files]
}

/** Throws an Error for a build without statistics. */
function outputsOf(folder) {
  const statistics = join(folder, 'stats.json')
  if (!existsSync(statistics)) throw new Error(`${statistics} is missing: build with --stats-json`)
  return JSON.parse(readFileSync(statistics, 'utf8')).outputs
}

/**
 * The page names ten of the scripts that the first one imports. The others, Angular's own core among them, would be found
 * only when those are there and read: it names them, too. What start.js asks for and shows is known here alone: the
 * scripts of the page that somebody will come to, and the first words of the sign-in and the dashboard in every
 * language. Its name tells its content, as theirs do, so that a browser keeps it.
 */
export function finishFirstPage(folder) {
  const page = join(folder, 'browser', 'index.html')
  const html = readFileSync(page, 'utf8')
  const outputs = outputsOf(folder)
  const first = reached(outputs, [main])
  const links = first.filter((file) => !html.includes(file)).map((file) => `<link rel="modulepreload" href="${file}">`)
  const later = (entry) => reached(outputs, [entry]).filter((file) => !first.includes(file))
  const arrival = {
    words: firstWords(join(folder, 'browser', 'i18n')),
    scripts: { signIn: later(signIn), shell: later(shell), dashboard: later(dashboard) },
  }
  const attribute = JSON.stringify(arrival).replaceAll('&', '&amp;').replaceAll("'", '&#39;')
  writeFileSync(
    page,
    html
      .replace('<script src="main-', `${links.join('')}<script src="main-`)
      .replace('<script src="start.js"', `<script src="${renamed(folder, 'start.js')}" data-arrival='${attribute}'`),
  )
}

function renamed(folder, file) {
  const path = join(folder, 'browser', file)
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 8).toUpperCase()
  const name = file.replace('.', `-${hash}.`)
  renameSync(path, join(folder, 'browser', name))
  return name
}

function firstWords(folder) {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => {
        const { sign_in, dashboard } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
        const { heading, text } = sign_in
        const { heading: title, revenue_by_country } = dashboard
        return [file.replace('.json', ''), { heading, text, dashboard: title, revenue_by_country }]
      }),
  )
}

/** Compresses whatever servers send compressed as far as it goes, once and for all. */
export async function compress(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.(?:css|html|js|json|svg)$/.test(file))
  await Promise.all(
    files.map(async (file) => {
      const packed = await brotli(readFileSync(join(folder, file)))
      writeFileSync(join(folder, `${file}.br`), packed)
    }),
  )
}

/** Each page with its size in bytes. Throws an Error for a build without statistics, or that is not compressed. */
export function sizes(folder) {
  const outputs = outputsOf(folder)
  const compressed = (file) => statSync(join(folder, 'browser', `${file}.br`)).size
  return budgets.map(({ page, entries, most }) => ({
    page,
    most,
    size: reached(outputs, entries).reduce((sum, file) => sum + compressed(file), 0),
  }))
}

/** Throws an Error that names every page over its budget. */
export function assertSizes(folder) {
  const over = sizes(folder).filter(({ size, most }) => size > most)
  const kilobytes = (bytes) => `${Math.ceil(bytes / kilobyte)} kB`
  if (!over.length) return
  throw new Error(
    over
      .map(({ page, size, most }) => `${page} loads ${kilobytes(size)} of JavaScript; it may be ${kilobytes(most)}`)
      .join('\n'),
  )
}
