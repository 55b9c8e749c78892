import { jobsResource, JobRunner, type Json, missing } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { newId } from '@portolan/contracts'
import type { CustomerDto } from '../customer.answer.dto'
import type { CreateCustomerDto } from '../customer.dto'
import { CustomersService, CustomersWorkerModule, customersEntities, TagsService } from '../index'
import type { BulkDto } from './bulk.dto'
import { BulkQueries } from './bulk.queries'
import { BulkService } from './bulk.service'

let world: World
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [CustomersWorkerModule], entities: customersEntities })
  a = await world.tenant('a')
  b = await world.tenant('b')
})
afterAll(() => world.close())

interface Job {
  readonly id: string
  readonly state: string
  readonly processed: number
  readonly total: number
  readonly result: Record<string, unknown> | null
}

const as = <Result>(who: Persona, work: () => Promise<Result>, tenant = a) => world.as(tenant, who, work)
const parsed = <Answer>(json: Json) => JSON.parse(json.text) as Answer
const add = async (dto: CreateCustomerDto = {}, tenant = a) =>
  parsed<CustomerDto>(
    await as('manager', () => world.get(CustomersService).create({ first_name: 'Ada', ...dto }), tenant),
  )
const several = (count: number, dto: CreateCustomerDto = {}) =>
  Promise.all(Array.from({ length: count }, (_, n) => add({ ...dto, last_name: `No. ${n}` })))
const read = async (id: string) => parsed<CustomerDto>(await as('manager', () => world.get(CustomersService).one(id)))
const start = async (dto: BulkDto, tenant = a) =>
  parsed<Job>(await as('manager', () => world.get(BulkService).start(dto), tenant))
const jobNow = async (id: string) => parsed<Job>(await as('manager', () => jobsResource.one(world.db, id)))
const done = async (dto: BulkDto) => {
  const { id } = await start(dto)
  await world.drain()
  return jobNow(id)
}
const refused = (dto: BulkDto, tenant = a) =>
  start(dto, tenant).then(
    () => null,
    ({ reason, details }: { reason: string; details: object }) => ({ reason, details }),
  )
const failures = async (job: string) =>
  (
    await world.owner.query<{ id: string; reason: string }>('select id, reason from job_failures where job_id = $1', [
      job,
    ])
  ).rows
const eventsAbout = async (id: string) =>
  (
    await world.owner.query<{ payload: { changes?: Record<string, unknown> }; actor: string; correlation: string }>(
      `select payload::json as payload, actor, correlation from outbox_events
        where name = 'customer.updated' and payload->'ids' ? $1 order by id`,
      [id],
    )
  ).rows

it('gives a status as single edits do: versions, events with changes, and who did it', async () => {
  const [one, two] = [await add(), await add({ status: 'vip' })]
  const job = await done({ action: 'status', status: 'vip', ids: [one.id, two.id] })
  expect(job).toMatchObject({
    state: 'done',
    processed: 2,
    total: 2,
    result: { action: 'status', changed: 1, unchanged: 1, failed: 0 },
  })
  expect(await read(one.id)).toMatchObject({ status: 'vip', version: 2 })
  expect(await read(two.id)).toMatchObject({ status: 'vip', version: 1 })
  expect(await eventsAbout(one.id)).toMatchObject([
    { actor: a.manager.id, payload: { changes: { [one.id]: { status: ['active', 'vip'] } } } },
  ])
  expect(await eventsAbout(two.id)).toEqual([])
})

it('puts tags on and takes them off, telling what each had before', async () => {
  const people = await several(3, { tags: ['old'] })
  const ids = people.map(({ id }) => id)
  await done({ action: 'tag', tags: ['New', 'new', 'old'], ids })
  const names = async (id: string) => (await read(id)).tags?.map(({ name }) => name)
  expect(await Promise.all(ids.map(names))).toEqual(ids.map(() => ['New', 'old']))
  await done({ action: 'untag', tags: ['OLD'], ids: ids.slice(0, 1) })
  expect(await names(ids[0] ?? '')).toEqual(['New'])
  expect((await eventsAbout(ids[0] ?? '')).map(({ payload }) => payload.changes?.[ids[0] ?? ''])).toEqual([
    { tags: [['old'], ['New', 'old']] },
    { tags: [['New', 'old'], ['New']] },
  ])
})

it('assigns to a member, and to nobody', async () => {
  const { id } = await add()
  await done({ action: 'assign', assigned_to: a.agent.id, ids: [id] })
  expect((await read(id)).assigned_to).toBe(a.agent.id)
  await done({ action: 'assign', assigned_to: null, ids: [id] })
  expect((await read(id)).assigned_to).toBeNull()
})

it('takes what the list’s filter found when it was confirmed, and nobody who matches later', async () => {
  await several(4, { city: 'Porto' })
  const dto = { action: 'status', status: 'inactive', filter: { city: 'Porto', q: 'no.' } } as const
  expect(await refused({ ...dto, expected_count: 3 })).toMatchObject({
    reason: 'bulk.count_changed',
    details: { expected_count: ['is 4 now'] },
  })
  const { id } = await start({ ...dto, expected_count: 4 })
  const late = await add({ city: 'Porto', last_name: 'No. 9' })
  await world.drain()
  expect((await jobNow(id)).result).toMatchObject({ changed: 4, failed: 0 })
  expect((await read(late.id)).status).toBe('active')
})

it('lists who was deleted meanwhile as failures, does the others, and tries the failed ones again', async () => {
  const people = await several(3)
  const ids = people.map(({ id }) => id)
  const job = await start({ action: 'status', status: 'blocked', ids: [...ids, newId()] })
  await as('manager', () => world.get(CustomersService).remove(ids[1] ?? ''))
  await world.drain()
  expect(await jobNow(job.id)).toMatchObject({ state: 'done', result: { changed: 2, unchanged: 0, failed: 2 } })
  expect(await failures(job.id)).toEqual(expect.arrayContaining([{ id: ids[1], reason: 'customer.missing' }]))
  await as('manager', () => world.get(CustomersService).restore(ids[1] ?? ''))
  const again = await done({ action: 'status', status: 'blocked', failed_of: job.id })
  expect(again.result).toMatchObject({ changed: 1, failed: 1 })
  expect((await read(ids[1] ?? '')).status).toBe('blocked')
})

it('ends whole for everybody else while rows are deleted under its hands', async () => {
  const ids = (await several(40)).map(({ id }) => id)
  const { id } = await start({ action: 'tag', tags: ['race'], ids })
  await Promise.all([
    world.drain(),
    ...ids.filter((_, n) => n % 2).map((one) => as('manager', () => world.get(CustomersService).remove(one))),
  ])
  await world.drain()
  const { state, result } = await jobNow(id)
  expect(state).toBe('done')
  const failed = await failures(id)
  expect(Number(result?.changed) + failed.length).toBe(40)
  const kept = await Promise.all(ids.filter((_, n) => n % 2 === 0).map(read))
  expect(kept.every(({ tags }) => tags?.some(({ name }) => name === 'race'))).toBe(true)
})

it('fails row by row when the tag or the member is gone meanwhile', async () => {
  const { id } = await add()
  const job = await start({ action: 'tag', tags: ['short-lived'], ids: [id] })
  const { rows } = await world.owner.query<{ id: string }>(`select id from tags where name = 'short-lived'`)
  await as('manager', () => world.get(TagsService).remove(rows[0]?.id ?? ''))
  const assign = await start({ action: 'assign', assigned_to: a.other_agent.id, ids: [id] })
  await world.owner.query(`update memberships set status = 'inactive' where tenant_id = $1 and user_id = $2`, [
    a.id,
    a.other_agent.id,
  ])
  await world.drain()
  expect(await failures(job.id)).toEqual([{ id, reason: 'tag.missing' }])
  expect(await failures(assign.id)).toEqual([{ id, reason: 'customer.assignee_unknown' }])
  expect(await read(id)).toMatchObject({ tags: [], assigned_to: null, version: 1 })
})

describe('an undo', () => {
  const undo = (job: { id: string }) => done({ action: 'undo', undo_of: job.id })

  it('takes off only the tags that the job put on, and puts back only those that it took off', async () => {
    const [had, had_not] = [await add({ tags: ['fair'] }), await add()]
    const ids = [had.id, had_not.id]
    const tagsOf = async (id: string) => (await read(id)).tags?.map(({ name }) => name)
    const put = await done({ action: 'tag', tags: ['fair', 'spring'], ids })
    expect((await undo(put)).result).toMatchObject({ action: 'undo', changed: 2, failed: 0 })
    expect(await Promise.all(ids.map(tagsOf))).toEqual([['fair'], []])
    const taken = await done({ action: 'untag', tags: ['fair'], ids })
    expect((await undo(taken)).result).toMatchObject({ changed: 1, unchanged: 0 })
    expect(await Promise.all(ids.map(tagsOf))).toEqual([['fair'], []])
    expect((await eventsAbout(had.id)).at(-1)?.payload.changes?.[had.id]).toEqual({ tags: [[], ['fair']] })
  })

  it('gives back the status and the colleague of each, but not where somebody has decided otherwise since', async () => {
    const [one, two, later] = [await add({ status: 'vip' }), await add(), await add()]
    const ids = [one.id, two.id, later.id]
    const job = await done({ action: 'status', status: 'inactive', ids })
    await done({ action: 'status', status: 'blocked', ids: [later.id] })
    expect((await undo(job)).result).toMatchObject({ changed: 2, unchanged: 1 })
    expect((await Promise.all(ids.map(read))).map(({ status }) => status)).toEqual(['vip', 'active', 'blocked'])
    const assigned = await done({ action: 'assign', assigned_to: a.manager.id, ids: [one.id] })
    await undo(assigned)
    expect((await read(one.id)).assigned_to).toBeNull()
  })

  it('changes nothing a second time, and lists who is gone', async () => {
    const [one, gone] = [await add(), await add()]
    const job = await done({ action: 'status', status: 'vip', ids: [one.id, gone.id] })
    await as('manager', () => world.get(CustomersService).remove(gone.id))
    expect((await undo(job)).result).toMatchObject({ changed: 1, failed: 1 })
    expect((await undo(job)).result).toMatchObject({ changed: 0, unchanged: 1, failed: 1 })
  })

  it('is refused for what is still at work, changed nothing, or is no bulk edit of this workspace', async () => {
    const { id } = await add()
    const job = await start({ action: 'status', status: 'vip', ids: [id] })
    expect(await refused({ action: 'undo', undo_of: job.id })).toMatchObject({ reason: 'bulk.not_over' })
    await world.drain()
    expect(await refused({ action: 'undo', undo_of: job.id }, b)).toMatchObject({ reason: 'job.missing' })
    const undone = await undo(job)
    expect(await refused({ action: 'undo', undo_of: undone.id })).toMatchObject({ reason: 'job.missing' })
    const nothing = await done({ action: 'status', status: 'active', ids: [id] })
    expect(await refused({ action: 'undo', undo_of: nothing.id })).toMatchObject({ reason: 'bulk.nothing' })
    expect(await refused({ action: 'undo', undo_of: job.id, ids: [id] })).toMatchObject({
      details: { undo_of: [expect.any(String)] },
    })
  })
})

it('stops between chunks when it is cancelled; what is done stays done', async () => {
  const ids = (await several(12)).map(({ id }) => id)
  const job = await start({ action: 'status', status: 'vip', ids })
  await world.owner.query('update job_payloads set cancel_requested = true where id = $1', [job.id])
  await world.get(JobRunner).drain('bulk')
  expect(await jobNow(job.id)).toMatchObject({ state: 'cancelled', result: { changed: 0 } })
  expect((await read(ids[0] ?? '')).status).toBe('active')
})

it('refuses what makes no sense before anything is written', async () => {
  const { id } = await add()
  const ids = [id]
  expect(await refused({ action: 'status', ids })).toMatchObject({ details: { status: ['is needed'] } })
  expect(await refused({ action: 'tag', ids })).toMatchObject({ details: { tags: ['is needed'] } })
  expect(await refused({ action: 'assign', ids })).toMatchObject({ details: { assigned_to: ['is needed'] } })
  expect(await refused({ action: 'status', status: 'vip' })).toMatchObject({ details: { ids: [expect.any(String)] } })
  expect(await refused({ action: 'status', status: 'vip', filter: {} })).toMatchObject({
    details: { expected_count: ['is needed'] },
  })
  const filter = { colour: 'red', page: '2' }
  expect(await refused({ action: 'status', status: 'vip', filter, expected_count: 1 })).toMatchObject({
    details: { 'filter.page': [expect.any(String)] },
  })
  expect(
    await refused({ action: 'status', status: 'vip', filter: { colour: 'red' }, expected_count: 1 }),
  ).toMatchObject({
    details: { 'filter.colour': [expect.any(String)] },
  })
  const nobody = { action: 'status', status: 'vip', filter: { city: 'Nowhere' }, expected_count: 0 } as const
  expect(await refused(nobody)).toMatchObject({ reason: 'bulk.nothing' })
  expect(await refused({ action: 'untag', tags: ['never-was'], ids })).toMatchObject({ reason: 'tag.unknown' })
  expect(await refused({ action: 'assign', assigned_to: newId(), ids })).toMatchObject({
    reason: 'customer.assignee_unknown',
  })
  expect(await refused({ action: 'status', status: 'vip', failed_of: newId() })).toMatchObject({
    reason: 'job.missing',
  })
})

it('stays within its workspace', async () => {
  const { id } = await add()
  const job = await start({ action: 'status', status: 'blocked', ids: [id] }, b)
  await world.drain()
  expect(await failures(job.id)).toEqual([{ id, reason: missing('customer').reason }])
  expect((await read(id)).status).toBe('active')
  expect(await as('agent', () => world.db.read('select from bulk_selections'))).toEqual([])
  await expect(as('agent', () => world.db.tx(() => world.get(BulkQueries).select(job.id, [id])))).rejects.toMatchObject(
    {
      code: '42501',
    },
  )
})
