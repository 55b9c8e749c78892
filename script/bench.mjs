// Measures the built product beside a hand-written server (test/load, docs/benchmarks.md). `--short` reads 50,000 customers
// in place of a million; `--only=<pattern>` names operations.
import { spawnSync } from 'node:child_process'

const [flags, unknown] = [
  process.argv.slice(2),
  process.argv.slice(2).filter((flag) => !/^--(short|only=.+)$/.test(flag)),
]
if (unknown.length) {
  console.error(`bench knows --short and --only=<pattern>, not ${unknown.join(' ')}`)
  process.exit(2)
}
const only = flags.find((flag) => flag.startsWith('--only='))?.slice('--only='.length)
const env = {
  ...process.env,
  BENCH: flags.includes('--short') ? 'short' : 'full',
  ...(only ? { BENCH_ONLY: only } : {}),
  ACCESS_TOKEN_SECONDS: '7200',
}
const { status } = spawnSync(process.execPath, ['node_modules/.bin/jest', '--selectProjects', 'bench', '--runInBand'], {
  env,
  stdio: 'inherit',
})
process.exit(status ?? 1)
