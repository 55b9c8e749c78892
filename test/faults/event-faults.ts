// Events and webhooks under a seeded nemesis: every fault in an order that the seed decides, while clients write.
import { setTimeout as pause } from 'node:timers/promises'
import { Clients } from './clients'
import { inventedWrites, lostWrites, slowestJob, untilQuiet, wrongEffects } from './invariants'
import { play, scheduleOf } from './nemesis'
import type { Plant } from './plant'
import { Receiver, wrongArrivals } from './receiver'
import { aWorkspace } from './workspace'

const whole = process.env.FAULTS === 'whole'
const events = whole ? 10_000 : 300
const parallel = 8
const seeds = process.env.FAULTS_SEED ? [Number(process.env.FAULTS_SEED)] : whole ? [1, 2, 3] : [20_261_125]
// What we promise after a crash: the lease, and a retry or two.
const recoverySeconds = 90
const limits = { requestMs: 30_000, operationMs: 120_000 }

let plant: Plant
let token: string
let receiver: Receiver

const clients = (name: string) => new Clients(plant.api, token, name, limits)

export function eventFaults(shared: Plant): void {
  plant = shared
  beforeEach(async () => {
    receiver = new Receiver()
    token = (await aWorkspace(plant)).token
  })
  afterEach(() => receiver.stop())

  it.each(seeds)('nothing is lost, doubled or left undone under the faults of seed %i', async (seed) => {
    const schedule = scheduleOf(seed, 1)
    tell(`seed ${seed}: ${schedule.map(({ name, after }) => `${after} ms, ${name}`).join('; ')}`)
    await subscribe(await receiver.start())
    const load = clients('ada')
    const running = load.run(parallel, events / 2)
    await play(plant, schedule).finally(() => {
      load.stop()
    })
    await running
    const made = load.acknowledged
    tell(`${made.length} customers, answers ${JSON.stringify(load.statuses)}, ended ${JSON.stringify(plant.ended)}`)
    receiver.recover()
    await Promise.all([
      plant.withOwner((owner) => untilQuiet(owner, recoverySeconds * 1000)),
      plant.withOwner(untilDelivered),
    ])
    await plant.withOwner(async (owner) => {
      const slowest = await slowestJob(owner)
      tell(`the slowest job took ${slowest.toFixed(1)} s`)
      expect(load.wrong).toEqual([])
      expect(await lostWrites(owner, made)).toBe(0)
      expect(await inventedWrites(owner, made)).toBe(0)
      expect(await wrongEffects(owner)).toEqual({ audit: 0, timeline: 0, counts: 0 })
      await untilDelivered(owner)
      tell(`${receiver.arrivals.length} calls arrived`)
      expect(
        wrongArrivals(
          receiver.arrivals,
          made.map(({ id }) => id),
        ),
      ).toEqual([])
      const dead = await owner.query(`select name from job_heads where state = 'dead'`)
      expect(dead.rows).toEqual([])
    })
  })

  it(`what a killed worker had in its hands is done within ${recoverySeconds} s`, async () => {
    await plant.withOwner(async (owner) => {
      const load = clients('ada')
      const running = load.run(parallel, 50)
      plant.arm('job.before-commit', 'kill')
      await pause(1000)
      load.stop()
      await running
      await untilQuiet(owner, recoverySeconds * 1000)
      expect(plant.isArmed('job.before-commit')).toBe(false)
      expect(await wrongEffects(owner)).toEqual({ audit: 0, timeline: 0, counts: 0 })
      expect(await slowestJob(owner)).toBeLessThan(recoverySeconds)
    })
  })

  it('a job that ends its worker three times becomes a dead letter while the others flow', async () => {
    await plant.withOwner(async (owner) => {
      await owner.query(`insert into queue_pauses (queue) values ('events')`)
      const first = clients('first')
      first.stop()
      await first.run(1, 1)
      const poison = await firstJob(owner)
      plant.arm('job.before-effect', 'kill', poison)
      await owner.query('delete from queue_pauses')
      const load = clients('ada')
      const running = load.run(2, 100)
      const died = await endOf(owner, poison)
      load.stop()
      await running
      plant.disarm('job.before-effect')
      await untilQuiet(owner, recoverySeconds * 1000)
      expect(died).toEqual({ state: 'dead', last_error: 'the worker stopped 3 times while running this job' })
      expect(load.wrong).toEqual([])
      const others = await owner.query(`select state from job_heads where id <> $1 and state <> 'done'`, [poison])
      expect(others.rows).toEqual([])
    })
  })
}

async function subscribe(url: string): Promise<void> {
  const response = await fetch(`${plant.api}/api/v1/webhook-subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url, events: ['customer.*'], ordered: true }),
  })
  if (response.status !== 201) throw new Error(`no subscription: ${await response.text()}`)
}

/**
 * Waits until every delivery has succeeded. Throws an Error telling how the lanes stand when none did for as long as we
 * promise to need after a crash; a machine that is busy with other things is slow.
 */
async function untilDelivered(owner: Owner): Promise<void> {
  let [before, since] = ['', Date.now()]
  for (; ; await pause(500)) {
    const { rows } = await owner.query<{ left: string }>(
      `select count(*) as left from webhook_deliveries where status <> 'succeeded'`,
    )
    const left = String(rows[0]?.left)
    if (left === '0') break
    if (left !== before) [before, since] = [left, Date.now()]
    if (Date.now() - since > recoverySeconds * 1000) {
      const lanes = await owner.query(
        `select l.due_at, l.lease_until, now(), s.status, s.failures, s.paused_until from webhook_lanes l
           join webhook_subscriptions s on s.id = l.subscription_id`,
      )
      throw new Error(`${left} deliveries are still to do: ${JSON.stringify(lanes.rows)}`)
    }
    await bringForward(owner)
  }
}

/** A call that an unlucky worker did not finish is tried after minutes; that it is tried is what counts here. */
async function bringForward(owner: Owner): Promise<void> {
  await owner.query(`update webhook_subscriptions set paused_until = null where paused_until > now()`)
  await owner.query(
    `update webhook_deliveries set next_attempt_at = now() where status = 'pending' and next_attempt_at > now()`,
  )
  await owner.query(`update webhook_lanes set due_at = now() where due_at > now()`)
}

type Owner = Parameters<Parameters<Plant['withOwner']>[0]>[0]

async function firstJob(owner: Owner): Promise<string> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(50)) {
    const { rows } = await owner.query<{ id: string }>(`select id from job_heads where name = 'event.handle' limit 1`)
    if (rows[0]) return rows[0].id
  }
  throw new Error('the relay made no job')
}

async function endOf(owner: Owner, id: string): Promise<unknown> {
  for (const deadline = Date.now() + 5 * recoverySeconds * 1000; ; await pause(200)) {
    const { rows } = await owner.query<{ state: string }>(
      `select state, last_error from job_heads join job_payloads using (tenant_id, id) where id = $1`,
      [id],
    )
    if (rows[0]?.state === 'dead' || Date.now() > deadline) return rows[0]
  }
}

function tell(line: string): void {
  process.stdout.write(`  ${line}\n`)
}
