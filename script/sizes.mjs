// How much JavaScript somebody loads before a page stands, compressed as servers send it, and how much it may be; and that
// a browser asks for all of it at once.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const kilobyte = 1000
const main = 'apps/web/src/main.ts'
const shell = 'apps/web/src/app/shell/shell.ts'
const budgets = [
  { page: 'the sign-in page', entries: [main, 'apps/web/src/app/shell/sign-in.ts'], most: 200 * kilobyte },
  {
    page: 'the dashboard',
    entries: [main, shell, 'apps/web/src/app/shell/tray/tray.ts', 'apps/web/src/app/pages/dashboard/dashboard.ts'],
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
 * only when those are there and read: it names them, too.
 */
export function preloadAll(folder) {
  const page = join(folder, 'browser', 'index.html')
  const html = readFileSync(page, 'utf8')
  const links = reached(outputsOf(folder), [main])
    .filter((file) => !html.includes(file))
    .map((file) => `<link rel="modulepreload" href="${file}">`)
  writeFileSync(page, html.replace('<script src="main-', `${links.join('')}<script src="main-`))
}

/** Each page with its size in bytes. Throws an Error for a build without statistics. */
export function sizes(folder) {
  const outputs = outputsOf(folder)
  const compressed = (file) => gzipSync(readFileSync(join(folder, 'browser', file))).length
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
