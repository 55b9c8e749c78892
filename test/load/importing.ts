// An import of customers, through the API and the worker, beside the same rows written by one raw statement a thousand;
// and what lists take meanwhile.
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { newId } from '@portolan/contracts'
import type { Driver, Outcome } from './drive'
import type { Ground, Member } from './ground'
import { median, type Results } from './results'

export interface Importing {
  readonly ground: Ground
  readonly driver: Driver
  readonly admin: Member
  readonly results: Results
}

const listUsers = 100
const everyMs = 2000
/** So that lists are read for as long as the import and the raw statements go on. */
const importedAMs = 4
const upsertedAMs = 6
const warmingRows = 5000

interface ImportAnswer {
  readonly id: string
  readonly status: string
  readonly created: number
  readonly rejected: number
}

export async function importing({ ground, driver, admin, results }: Importing): Promise<void> {
  // The events of what was measured before are nobody's of these.
  await ground.forgetRuns()
  await ground.run('worker')
  const full = ground.size.name === 'full'
  // So many that the half second of the file's arrival is no twentieth of it.
  const [rounds, rows, idleMs] = full ? [3, 100_000, 15_000] : [1, 30_000, 5_000]
  const lists = (ms: number): Promise<Outcome> =>
    driver
      .open({
        port: ground.ports.api,
        users: listUsers,
        everyMs,
        ms,
        kinds: [{ name: 'lists', share: 1, requests: listsOf(admin) }],
      })
      .then(({ all }) => all)
  // As every first round: it warms up and does not count, but that the worker's memory is what it was before.
  await Promise.all([upserted(ground.client, admin.tenant, warmingRows, 'warm'), lists(4000)])
  const memory = new Peak(ground)
  await imported(ground, admin, warmingRows, fileOf(warmingRows, 'first'))
  const outcomes: Round[] = []
  for (let round = 0; round < rounds; round++)
    outcomes.push(await inTurn({ ground, admin, rows, idleMs, lists }, round))
  const peak = memory.stop()
  const all = <Key extends keyof Round>(key: Key) => outcomes.map((outcome) => outcome[key])
  results.compare(
    'customers imported',
    'rows/s',
    { of: all('imported'), to: all('upserted') },
    {
      atLeast: 0.5,
      note: `to a raw upsert, each beside ${listUsers / (everyMs / 1000)} lists a second; CPU ms, worker + database: ${costOf(all('importedCost'))}, raw ${costOf(all('upsertedCost'))}`,
    },
  )
  const besideRaw = median(all('besideRaw')).toFixed(1)
  results.compare(
    '  lists meanwhile, p95',
    'ms',
    { of: all('beside'), to: all('idle') },
    { below: 2, note: `to lists alone; ${besideRaw} ms beside the raw upsert` },
  )
  if (peak !== null) results.add({ what: '  memory of the worker above idle', unit: 'MB', of: peak, below: 300 })
  await ground.end('worker')
}

/** Rows a second, the lists' p95 in milliseconds, and the processor time of a row in the worker and in the database. */
interface Round {
  readonly imported: number
  readonly upserted: number
  readonly beside: number
  readonly besideRaw: number
  readonly idle: number
  readonly importedCost: readonly number[]
  readonly upsertedCost: readonly number[]
}

interface Turn extends Pick<Importing, 'ground' | 'admin'> {
  readonly rows: number
  /** How long lists are read by themselves. */
  readonly idleMs: number
  readonly lists: (ms: number) => Promise<Outcome>
}

/** Lists by themselves, beside the raw statements, and beside an import. */
async function inTurn({ ground, admin, rows, idleMs, lists }: Turn, round: number): Promise<Round> {
  // What the one before leaves to be swept and written is not swept and written beside the next.
  const sweep = async () => {
    await ground.client.query('vacuum (analyze) customers')
    await ground.client.query('checkpoint')
  }
  const besideLists = async (work: () => Promise<number>, ms: number) => {
    const used = () => (['worker', 'postgres'] as const).map((program) => ground.cpuSeconds(program) ?? NaN)
    const before = used()
    const [seconds, { p95 }] = await Promise.all([work(), lists(ms)])
    return {
      rate: rows / seconds,
      p95,
      cost: used().map((now, index) => ((now - (before[index] ?? NaN)) * 1000) / rows),
    }
  }
  await sweep()
  const idle = await lists(idleMs)
  const raw = await besideLists(() => upserted(ground.client, admin.tenant, rows, `raw-${round}-`), rows / upsertedAMs)
  await sweep()
  const file = fileOf(rows, `file-${round}-`)
  const real = await besideLists(() => imported(ground, admin, rows, file), rows / importedAMs)
  return {
    imported: real.rate,
    upserted: raw.rate,
    beside: real.p95,
    besideRaw: raw.p95,
    idle: idle.p95,
    importedCost: real.cost,
    upsertedCost: raw.cost,
  }
}

/** Medians of rounds. */
function costOf(costs: readonly (readonly number[])[]): string {
  return [0, 1].map((part) => median(costs.map((cost) => cost[part] ?? NaN)).toFixed(2)).join(' + ')
}

const listsOf = (admin: Member) => [{ path: '/api/v1/customers', token: admin.token() }]

const person = (n: number, name: string) => ({
  first_name: 'Ada',
  last_name: `Row-${n}`,
  email: `${name}${n}@imports.example`,
  phone: `+49 30 ${2_000_000 + n}`,
  country: 'DE',
  city: 'Berlin',
  postal_code: '10115',
})

/** Seconds that raw statements of a thousand rows take, as one would write them. */
async function upserted(client: Client, tenant: string, rows: number, name: string): Promise<number> {
  const started = performance.now()
  for (let from = 0; from < rows; from += 1000) {
    const people = Array.from({ length: 1000 }, (_, index) => person(from + index, name))
    await client.query(
      `insert into customers (tenant_id, id, first_name, last_name, email, phone, country_code, city, postal_code,
                              phone_e164, timezone, language, currency, lifetime_value_currency)
       select $1, u.*, 'Europe/Berlin', 'de', 'EUR', 'EUR'
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                     $10::text[]) u
       on conflict (tenant_id, email_lower) where deleted_at is null do update
          set first_name = excluded.first_name, last_name = excluded.last_name, phone = excluded.phone, city = excluded.city`,
      [
        tenant,
        people.map(() => newId()),
        ...(['first_name', 'last_name', 'email', 'phone', 'country', 'city', 'postal_code'] as const).map((key) =>
          people.map((one) => one[key]),
        ),
        // What the product makes of them, without its work: the rows are the same.
        people.map(({ phone }) => phone.replaceAll(' ', '')),
      ],
    )
  }
  return (performance.now() - started) / 1000
}

function fileOf(rows: number, name: string): FormData {
  const names = ['first_name', 'last_name', 'email', 'phone', 'country', 'city', 'postal_code'] as const
  const lines = Array.from({ length: rows }, (_, n) => {
    const one = person(n, name)
    return names.map((key) => one[key]).join(',')
  })
  const form = new FormData()
  form.append('mapping', JSON.stringify(Object.fromEntries(names.map((name) => [name, name]))))
  form.append('file', new Blob([[names.join(','), ...lines].join('\n')], { type: 'text/csv' }), 'people.csv')
  return form
}

/** Seconds from the file's way to the API to its last row. */
async function imported(ground: Ground, admin: Member, rows: number, form: FormData): Promise<number> {
  const begun = performance.now()
  const address = `http://127.0.0.1:${ground.ports.api}/api/v1`
  const headers = { authorization: `Bearer ${admin.token()}` }
  const posted = await fetch(`${address}/customers/import`, { method: 'POST', headers, body: form })
  const answer = (await posted.json()) as { data: ImportAnswer }
  if (posted.status !== 202) throw new Error(JSON.stringify(answer))
  for (;;) {
    await pause(100)
    const read = await fetch(`${address}/imports/${answer.data.id}`, { headers })
    const { data } = (await read.json()) as { data: ImportAnswer }
    if (data.status === 'completed' && data.created === rows) return (performance.now() - begun) / 1000
    if (!['queued', 'running'].includes(data.status)) throw new Error(JSON.stringify(data))
  }
}

/** The most memory that the worker takes, above what it took in the beginning. */
class Peak {
  private readonly idle = this.ground.memory('worker')
  private most = 0
  private readonly timer = setInterval(() => {
    this.most = Math.max(this.most, this.ground.memory('worker') ?? 0)
  }, 200)

  constructor(private readonly ground: Ground) {}

  stop(): number | null {
    clearInterval(this.timer)
    return this.idle === null ? null : this.most - this.idle
  }
}
