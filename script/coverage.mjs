// Lines covered, by part; fails when the server side or the console is below the floor.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

const floor = 80
const sides = { server: 'coverage/server/coverage-summary.json', console: 'coverage/web/coverage-summary.json' }

function partOf(file) {
  const path = relative(process.cwd(), file).split(/[\\/]/)
  return path.slice(0, 2).join('/')
}

function percent({ covered, total }) {
  return total === 0 ? 100 : (100 * covered) / total
}

function report(side, file) {
  if (!existsSync(file)) {
    console.error(`No coverage of the ${side}: its tests have not run to their end.`)
    return false
  }
  const { total, ...files } = JSON.parse(readFileSync(file, 'utf8'))
  const parts = new Map()
  for (const [path, { lines }] of Object.entries(files)) {
    const sum = parts.get(partOf(path)) ?? { covered: 0, total: 0 }
    parts.set(partOf(path), { covered: sum.covered + lines.covered, total: sum.total + lines.total })
  }
  for (const [part, sum] of [...parts].sort()) console.log(`  ${percent(sum).toFixed(1).padStart(5)} %  ${part}`)
  const enough = percent(total.lines) >= floor
  const verdict = enough ? '' : `, below the ${floor} % that we keep`
  console.log(`Lines of the ${side} covered by tests: ${percent(total.lines).toFixed(1)} %${verdict}`)
  return enough
}

const results = Object.entries(sides).map(([side, file]) => report(side, file))
if (results.includes(false)) process.exitCode = 1
