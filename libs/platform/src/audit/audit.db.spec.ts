import { newId, type EventName } from '@portolan/contracts'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import { Outbox } from '../outbox/outbox'
import type { AuditEntryDto } from './audit-entry.dto'
import { auditResource } from './audit.resource'

let world: World
let a: TestTenant
let b: TestTenant
const customer = newId()

beforeAll(async () => {
  world = await testWorld({ modules: [] })
  a = await world.tenant('a')
  b = await world.tenant('b')
  await happen(a, 'manager', 'customer.created')
  await happen(a, 'agent', 'customer.updated')
  await happen(b, 'manager', 'customer.created')
  await world.drain()
})
afterAll(() => world.close())

const happen = (tenant: TestTenant, who: Persona, name: Extract<EventName, 'customer.created' | 'customer.updated'>) =>
  world.as(tenant, who, () =>
    world.db.tx(() =>
      world.get(Outbox).append(name, {
        ids: [customer],
        ...(name === 'customer.updated' ? { changes: { [customer]: { status: ['active', 'vip'] } } } : {}),
      }),
    ),
  )
const list = async (query: Record<string, string> = {}, who: Persona = 'manager') =>
  JSON.parse((await world.as(a, who, () => auditResource.list(world.db, query))).text) as AuditEntryDto[]

describe('the audit log', () => {
  it('tells the own workspace who did what, and what was before', async () => {
    const entries = await list()
    expect(entries.map(({ action, actor, subject_ids }) => ({ action, actor, subject_ids }))).toEqual([
      { action: 'customer.updated', actor: a.agent.id, subject_ids: [customer] },
      { action: 'customer.created', actor: a.manager.id, subject_ids: [customer] },
    ])
    expect(entries[0]?.changes).toEqual({ [customer]: { status: ['active', 'vip'] } })
  })

  it('is searched by action, actor, row and time', async () => {
    const actions = async (query: Record<string, string>) => (await list(query)).map(({ action }) => action)
    expect(await actions({ action: 'customer.created' })).toEqual(['customer.created'])
    expect(await actions({ actor: a.agent.id })).toEqual(['customer.updated'])
    expect(await actions({ actor: 'none' })).toEqual([])
    expect(await actions({ subject_id: customer, 'occurred_at[gte]': '2026-01-01' })).toHaveLength(2)
    expect(await actions({ subject_id: newId() })).toEqual([])
    expect(await actions({ 'occurred_at[lt]': '2026-01-01' })).toEqual([])
    await expect(list({ action: 'customer.teased' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('is closed to agents and readers by policy too', async () => {
    expect(await list({}, 'agent')).toEqual([])
    expect(await list({}, 'readonly')).toEqual([])
    expect(await list({}, 'admin')).toHaveLength(2)
  })

  it.each(['update audit_log set action = action', 'delete from audit_log'])('takes no “%s”', async (sql) => {
    await expect(world.as(a, 'admin', () => world.db.tx(() => world.db.query(sql)))).rejects.toMatchObject({
      code: '42501',
    })
  })
})
