// The open-loop mix: a thousand users, each with a request every two seconds, whether the last one is answered or not.
import type { Driver } from './drive'
import type { Ground, Member } from './ground'
import type { Operations } from './operations'
import type { Results } from './results'

export interface Mixed {
  readonly ground: Ground
  readonly driver: Driver
  readonly operations: Operations
  readonly admin: Member
  readonly results: Results
}

const users = 1000
const everyMs = 2000

interface StatementTimes {
  readonly query: string
  readonly calls: string
  readonly mean: number
  readonly p95: number
}

export async function mixed({ ground, driver, operations, admin, results }: Mixed): Promise<void> {
  // The events of what was measured before are nobody's of these.
  await ground.forgetRuns()
  await ground.run('worker')
  const ms = ground.size.name === 'full' ? 60_000 : 6_000
  const kinds = await kindsOf(operations, admin)
  const port = ground.ports.api
  await driver.open({ port, users, everyMs, ms: 4000, kinds })
  await ground.client.query('select pg_stat_statements_reset()')
  const before = ground.cpuSeconds('api')
  const { all, kinds: each } = await driver.open({ port, users, everyMs, ms, kinds })
  const cpu = ground.cpuSeconds('api')
  const load =
    before === null || cpu === null ? '' : `, API ${(((cpu - before) * 100_000) / ms).toFixed(0)} % of a processor`
  const wrong = Object.entries(all.statuses).reduce((sum, [status, n]) => (/^20[01]$/.test(status) ? sum : sum + n), 0)
  const note = `p50 ${all.p50.toFixed(0)}, p99 ${all.p99.toFixed(0)} ms${load}`
  results.add({ what: `mix of ${users} users, p95`, unit: 'ms', of: all.p95, below: 100, note })
  for (const [name, { p50, p95, p99 }] of Object.entries(each)) {
    results.add({
      what: `  ${name}, p95`,
      unit: 'ms',
      of: p95,
      note: `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)} ms`,
    })
  }
  results.add({
    what: '  refused or failed',
    unit: 'requests',
    of: wrong,
    below: 0,
    note: JSON.stringify(all.statuses),
  })
  const [slowest] = await statementTimes(ground)
  if (slowest) {
    const query = slowest.query.replace(/\s+/g, ' ').slice(0, 70)
    results.add({
      what: '  the slowest statement, p95',
      unit: 'ms',
      of: slowest.p95,
      below: 50,
      note: `${query} (${slowest.calls} calls)`,
    })
  }
  const memory = ground.memory('api')
  if (memory !== null) results.add({ what: '  memory of the API', unit: 'MB', of: memory })
  await ground.end('worker')
}

/** The p95 of a statement is reckoned from its mean and deviation. */
async function statementTimes(ground: Ground): Promise<StatementTimes[]> {
  const { rows } = await ground.client.query<StatementTimes>(
    `select query, calls, mean_exec_time as mean, mean_exec_time + 1.645 * stddev_exec_time as p95
       from pg_stat_statements s join pg_roles r on r.oid = s.userid
      where r.rolname = 'portolan_app' and calls >= 20 order by 4 desc limit 5`,
  )
  return rows
}

async function kindsOf(operations: Operations, admin: Member) {
  const compared = await operations.compared()
  const of = (...patterns: RegExp[]) =>
    patterns.flatMap((pattern) => compared.filter(({ name }) => pattern.test(name)).flatMap(({ ours }) => ours))
  const month = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  const dashboard = `/api/v1/analytics/dashboard?from=${month(30)}&to=${month(0)}&compare=previous_period`
  return [
    { name: 'lists', share: 0.6, requests: of(/newest 25/, /country and status/) },
    { name: 'details', share: 0.2, requests: of(/last ten orders/, /order with its items/) },
    { name: 'searches', share: 0.1, requests: of(/^search: (one match|no match|a family|two)/) },
    { name: 'orders placed', share: 0.05, requests: of(/order placed/) },
    { name: 'dashboards', share: 0.05, requests: [{ path: dashboard, token: admin.token() }] },
  ]
}
