import { setImmediate } from 'node:timers/promises'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { newId } from '@portolan/contracts'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { DirtyDays } from '../rollup/dirty-days'
import { poolOf } from './data-source'
import { SlowLane } from './slow-lane'

let world: World
let a: TestTenant
let b: TestTenant
/** Signed in as the product is, beside it. */
let beside: Client

beforeAll(async () => {
  world = await testWorld({ modules: [] })
  a = await world.tenant('a')
  b = await world.tenant('b')
  const { url } = world.get(DataSource).options as { url: string }
  beside = new Client({ connectionString: url })
  await beside.connect()
})
afterAll(async () => {
  await beside.end()
  await world.close()
})

const sleep = 'select pg_sleep(60)'
const others = `from pg_stat_activity where usename = current_user and datname = current_database() and pid <> pg_backend_pid()`

/** Until so many connections run `sleep`. */
async function sleeping(connections: number): Promise<void> {
  for (;;) {
    const { rows } = await beside.query(`select ${others} and state = 'active' and query = $1`, [sleep])
    if (rows.length >= connections) return
  }
}

const master = () => poolOf(world.get(DataSource))
const endConnections = () => beside.query(`select pg_terminate_backend(pid) ${others}`)

/** Ends them while nobody reads, until the pool has heard of it. */
async function beginAnew(): Promise<void> {
  await endConnections()
  while (master().totalCount) await setImmediate()
}

/** The outcomes, while every connection is ended again and again. */
async function ended<Outcome>(outcomes: Promise<Outcome>): Promise<Outcome> {
  let isOver = false
  void outcomes.then(() => (isOver = true))
  while (!isOver) await endConnections()
  await beginAnew()
  return outcomes
}

const members = () => world.db.read<{ user_id: string }>('select user_id from memberships')

describe('the doors', () => {
  it('show no row of any tenant table and take none without a tenant', async () => {
    await world.db.as({ role: 'system' }, async () => {
      expect(await members()).toEqual([])
      const write = world.db.tx(() => world.get(DirtyDays).mark(['2026-01-01']))
      await expect(write).rejects.toThrow()
    })
  })

  it('show one tenant’s rows only, also with two hundred callers on ten connections', async () => {
    const counts = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        world.as(index % 2 ? a : b, 'manager', async () => {
          const seen = new Set((await members()).map(({ user_id }) => user_id))
          return seen.has((index % 2 ? a : b).admin.id) && !seen.has((index % 2 ? b : a).admin.id)
        }),
      ),
    )
    expect(counts.every(Boolean)).toBe(true)
  })

  it('lie on connections that take several statements at once, the slow ones and the owner’s of tests too', async () => {
    for (const pool of [master(), world.get(SlowLane).pool]) {
      const client = await pool.connect()
      expect(client.pipeline).toBe(true)
      client.release()
    }
    expect(world.owner.pipeline).toBe(true)
  })

  it('stay open for whoever comes a minute later', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] })
    try {
      for (const pool of [master(), world.get(SlowLane).pool]) {
        const client = await pool.connect()
        client.release()
        jest.advanceTimersByTime(60_000)
        const later = await pool.connect()
        later.release()
        expect(later).toBe(client)
      }
    } finally {
      jest.useRealTimers()
    }
  })

  it('refuse to write a row of another tenant', async () => {
    const foreign = world.as(a, 'admin', () =>
      world.db.tx(() => world.db.query('insert into dirty_days (tenant_id, day) values ($1, now())', [b.id])),
    )
    await expect(foreign).rejects.toMatchObject({ code: '42501' })
  })

  it('roll back everything when the work throws, and run no after-commit effect', async () => {
    const effects: string[] = []
    const work = world.as(a, 'system', () =>
      world.db.tx(async () => {
        await world.get(DirtyDays).mark(['2026-02-02'])
        world.db.afterCommit(() => effects.push('told'))
        throw new Error('no')
      }),
    )
    await expect(work).rejects.toThrow('no')
    expect(effects).toEqual([])
    const { rows } = await world.owner.query("select from dirty_days where day = '2026-02-02'")
    expect(rows).toHaveLength(0)
  })

  it('never commit a transaction whose statement failed, even when the failure was swallowed', async () => {
    const work = world.as(a, 'system', () =>
      world.db.tx(async () => {
        await world.get(DirtyDays).mark(['2026-03-03'])
        await world.db.query('select 1 / 0').catch(() => undefined)
      }),
    )
    await expect(work).rejects.toThrow('the transaction had failed')
  })

  it('end with the statement that says it is the last one: all of it holds, or nothing', async () => {
    const effects: string[] = []
    const mark = (day: string, last: string) =>
      world.as(a, 'system', () =>
        world.db.tx(async () => {
          await world.get(DirtyDays).mark([day])
          await world.db.query(last, [], { last: true })
          world.db.afterCommit(() => effects.push(day))
          const { rows } = await world.owner.query('select from dirty_days where day = $1', [day])
          return rows.length
        }),
      )
    expect(await mark('2026-05-05', 'select 1')).toBe(1)
    await expect(mark('2026-05-06', 'select 1 / 0')).rejects.toMatchObject({ code: '22012' })
    expect(effects).toEqual(['2026-05-05'])
    const { rows } = await world.owner.query("select from dirty_days where day = '2026-05-06'")
    expect(rows).toHaveLength(0)
  })

  it('join a nested transaction, and refuse another tenant inside one', async () => {
    await world.as(a, 'system', () =>
      world.db.tx(async () => {
        await world.db.tx(() => world.get(DirtyDays).mark(['2026-04-04']))
        const [row] = await world.db.read<{ count: string }>("select count(*) from dirty_days where day = '2026-04-04'")
        expect(row?.count).toBe('1')
        expect(() => world.db.as({ tenant: b.id }, () => Promise.resolve())).toThrow('one tenant')
      }),
    )
  })

  it('throw when a transaction is used after its end', async () => {
    let late: (() => Promise<unknown>) | undefined
    await world.as(a, 'system', () =>
      world.db.tx(async () => {
        await world.db.query('select 1')
        const { AsyncResource } = await import('node:async_hooks')
        late = AsyncResource.bind(() => world.db.query('select 1'))
      }),
    )
    await expect((async () => late?.())()).rejects.toThrow('has ended')
  })

  it('read and never write, and say which of several statements failed', async () => {
    const read = (...statements: { sql: string; params?: unknown[]; prepare?: boolean }[]) =>
      world.as(a, 'system', () => world.db.readAll(statements))
    const write = { sql: `insert into dirty_days (tenant_id, day) select current_tenant(), '2026-06-06'` }
    await expect(read(write)).rejects.toMatchObject({ code: '25006' })
    const two = { sql: 'select 2 as two', prepare: true }
    const circular: unknown[] = []
    const bad = { sql: 'select $1::jsonb', params: [{ toPostgres: () => (circular[0] = circular) }] }
    // Often enough that every connection has met each of them; what was behind the failure is not taken for prepared.
    for (let turn = 0; turn < 12; turn++) {
      await expect(read({ sql: 'select 1' }, { sql: 'select 1 / 0' }, two)).rejects.toMatchObject({ code: '22012' })
      await expect(read({ sql: 'select 1' }, bad, two)).rejects.toThrow()
      expect(await read({ sql: 'select 1 as one' }, two, two)).toEqual([[{ one: 1 }], [{ two: 2 }], [{ two: 2 }]])
    }
  })

  it('let reads that share a connection fail alone, also where the server has prepared nothing yet', async () => {
    await beginAnew()
    const prepared = (sql: string) => world.db.read(sql, [], { prepare: true })
    const ended = { tenant: a.id, user: a.manager.id, role: 'manager' as const, session: newId() }
    // Whoever has no sign-in fails before anything is prepared for her; those behind her ask the same.
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) => {
        if (index % 3 === 0) return world.db.as(ended, () => prepared('select 7 as seven'))
        return world.as(a, 'system', () => prepared(index % 3 === 1 ? 'select 7 as seven' : 'select 1 / 0'))
      }),
    )
    outcomes.forEach((outcome, index) => {
      const expected = [
        { status: 'rejected', reason: { code: 'PT401' } },
        { status: 'fulfilled', value: [{ seven: 7 }] },
        { status: 'rejected', reason: { code: '22012' } },
      ][index % 3]
      expect(outcome).toMatchObject(expected ?? {})
    })
  })

  it('tell everybody on a connection that ends, and serve the next ones on others', async () => {
    const asking = Array.from({ length: 30 }, () => world.as(a, 'system', () => world.db.read(sleep)))
    await sleeping(4)
    // Whoever waits behind them is served by new ones, which end, too.
    const outcomes = await ended(Promise.allSettled(asking))
    expect(outcomes.map(({ status }) => status)).toEqual(asking.map(() => 'rejected'))
    expect(await world.as(a, 'system', () => world.db.read('select 1 as one'))).toEqual([{ one: 1 }])
  })

  it('keep nobody waiting for slow reads while connections are free', async () => {
    const slow = Promise.allSettled(Array.from({ length: 6 }, () => world.as(a, 'system', () => world.db.read(sleep))))
    await sleeping(4)
    expect(await world.as(a, 'system', () => world.db.read('select 1 as one'))).toEqual([{ one: 1 }])
    await ended(slow)
  })

  it('leave nothing that was read behind for a collection of everything', async () => {
    setFlagsFromString('--expose-gc')
    const collectYoung = runInNewContext('() => gc({ type: "minor" })') as () => void
    const oldMegabytes = () =>
      (getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? NaN) / 2 ** 20
    const read = () => world.as(a, 'admin', () => world.db.read(`select repeat('x', 100000) as text`))
    const readMany = async () => {
      for (let count = 0; count < 200; count++) {
        await read()
        if (count % 5 === 0) collectYoung()
      }
    }
    const grown: number[] = []
    for (let round = 0; round < 5; round++) {
      const before = oldMegabytes()
      await readMany()
      grown.push(oldMegabytes() - before)
    }
    // Of 20 MB that went through in each; what else goes on in the process is in some of them.
    expect(grown.sort((one, other) => one - other)[2]).toBeLessThan(10)
  })

  it('end a statement at its time limit', async () => {
    const slow = world.as(a, 'system', () => world.db.readAll([{ sql: 'select pg_sleep(5)' }], { timeoutMs: 50 }))
    await expect(slow).rejects.toMatchObject({ code: '57014' })
  })

  it('try again after a deadlock', async () => {
    const days = ['2026-05-01', '2026-05-02']
    await world.owner.query('create table locks (name text primary key, n integer not null default 0)')
    await world.owner.query("insert into locks values ('x'), ('y')")
    await world.owner.query('grant select, update on locks to portolan_app')
    const bump = (first: string, second: string) =>
      world.as(a, 'system', () =>
        world.db.tx(async () => {
          for (const name of [first, second]) {
            await world.db.query('update locks set n = n + 1 where name = $1', [name])
          }
        }),
      )
    await Promise.all(days.flatMap(() => [bump('x', 'y'), bump('y', 'x')]))
    const { rows } = await world.owner.query<{ n: number }>('select n from locks')
    expect(rows.map(({ n }) => n)).toEqual([4, 4])
    await world.owner.query('drop table locks')
  })
})

describe('ended sign-ins', () => {
  const session = newId()
  const inside = () =>
    world.db.as({ tenant: a.id, user: a.manager.id, role: 'manager', session }, () => world.db.read('select 1 as one'))

  it('are let in while they last and refused at once when they end', async () => {
    await world.owner.query(
      `insert into sessions (id, user_id, tenant_id, role, kind, expires_at)
       values ($1, $2, $3, 'manager', 'api', now() + interval '1 day')`,
      [session, a.manager.id, a.id],
    )
    await expect(inside()).resolves.toHaveLength(1)
    await world.owner.query("update sessions set role = 'admin' where id = $1", [session])
    await expect(inside()).rejects.toMatchObject({ code: 'PT401' })
    await world.owner.query("update sessions set role = 'manager', ended_at = now() where id = $1", [session])
    await expect(inside()).rejects.toMatchObject({ code: 'PT401' })
  })

  it('meet a closed door while the tenant is in maintenance or suspended', async () => {
    await world.owner.query('update sessions set ended_at = null where id = $1', [session])
    await world.owner.query("update tenants set status = 'maintenance' where id = $1", [a.id])
    await expect(inside()).rejects.toMatchObject({ code: 'PT503' })
    await world.owner.query("update tenants set status = 'suspended' where id = $1", [a.id])
    await expect(inside()).rejects.toMatchObject({ code: 'PT403' })
    await world.owner.query("update tenants set status = 'active' where id = $1", [a.id])
  })
})
