import { newId } from '@portolan/contracts'
import { Outbox, SystemMails } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { MailContents } from './mail-contents'

let world: World
let a: TestTenant
let b: TestTenant
const pointless = newId()

beforeAll(async () => {
  world = await testWorld({ modules: [] })
  a = await world.tenant('a')
  b = await world.tenant('b')
  world.get(MailContents).add('password_changed', (subject) => {
    const params = { name: 'Grace', email: 'grace@shop.example', workspace: subject, at: 'noon' }
    const content = { kind: 'password_changed' as const, language: 'en' as const, link: 'http://crm.example', params }
    return Promise.resolve(subject === pointless ? null : content)
  })
})
afterAll(() => world.close())

const queue = (tenant: TestTenant, subjectId = newId()) =>
  world.as(tenant, 'system', () =>
    world.db.tx(() => world.get(SystemMails).queue({ kind: 'password_changed', subjectId, to: 'grace@shop.example' })),
  )
const mails = async (tenant: TestTenant) =>
  (
    await world.owner.query<{ id: string; status: string; attempts: number; message_id: string }>(
      'select id, status, attempts, message_id from system_mails where tenant_id = $1 order by id',
      [tenant.id],
    )
  ).rows
const caught = async (tenant: TestTenant) =>
  (
    await world.owner.query<{ message_id: string; recipient: string; subject: string }>(
      'select message_id, recipient, subject from caught_mails where tenant_id = $1',
      [tenant.id],
    )
  ).rows

it('a mail leaves once, and is kept for its own workspace', async () => {
  await queue(a)
  expect((await mails(a)).map(({ status }) => status)).toEqual(['queued'])
  await world.drain()
  const [mail] = await mails(a)
  expect(mail).toMatchObject({ status: 'sent', attempts: 1 })
  expect(await caught(a)).toEqual([
    { message_id: mail?.message_id, recipient: 'grace@shop.example', subject: 'Your password was changed' },
  ])
  expect(await caught(b)).toEqual([])
})

it('a mail that was being sent when its worker stopped is flagged, and not sent again', async () => {
  await queue(b)
  await world.owner.query(`update system_mails set status = 'sending' where tenant_id = $1`, [b.id])
  await world.drain()
  expect((await mails(b)).map(({ status }) => status)).toEqual(['unknown'])
  const [mail] = await mails(b)
  await world.as(b, 'system', () =>
    world.db.tx(() => world.get(Outbox).enqueue('mail.send', { mail_id: mail?.id ?? '' })),
  )
  await world.drain()
  expect((await mails(b)).map(({ status }) => status)).toEqual(['unknown'])
  expect(await caught(b)).toEqual([])
})

it('a mail that has become pointless is withdrawn', async () => {
  await queue(b, pointless)
  await world.drain()
  expect((await mails(b)).at(-1)?.status).toBe('withdrawn')
  expect(await caught(b)).toEqual([])
})

it('mail is for administrators to read', async () => {
  for (const table of ['system_mails', 'caught_mails']) {
    const count = (who: 'admin' | 'manager' | 'agent' | 'readonly') =>
      world.as(a, who, async () => (await world.db.read(`select from ${table}`)).length)
    expect([table, await count('manager'), await count('agent'), await count('readonly')]).toEqual([table, 0, 0, 0])
    expect(await count('admin')).toBeGreaterThan(0)
  }
})
