// The last line of ./script/test: how many tests passed and failed, over all runners.
import { existsSync, readFileSync } from 'node:fs'

const files = ['server', 'web', 'faults', 'browser'].map((side) => `coverage/${side}/results.json`).filter(existsSync)
const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')))
const sum = (key) => runs.reduce((total, run) => total + (run[key] ?? 0), 0)
// A spec file that cannot be loaded has no tests to fail.
const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites')
const skipped = sum('numPendingTests') + sum('numTodoTests')
console.log(`\n${sum('numPassedTests')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
