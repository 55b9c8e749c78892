import { Passwords } from '../../libs/identity/src/users/passwords'
import { Caller, testApi, type TestApi } from '../../libs/testing/src/api'
import type { TestTenant } from '@portolan/testing'

const password = 'the harbour at dawn'

interface Refusal {
  error: { code: string; reason: string; details?: Record<string, string[]> }
}
interface Invitation {
  data: { id: string; email: string; status: string; mail_status: string | null; accepted_by: string | null }
}
interface Mail {
  recipient: string
  subject: string
  body_text: string
  body_html: string
}

let api: TestApi
let a: TestTenant
let b: TestTenant
let admin: Caller

beforeAll(async () => {
  api = await testApi()
  a = await api.tenant('a')
  b = await api.tenant('b')
  await api.owner.query(`insert into credentials (user_id, password_hash) select id, $1 from users`, [
    await api.get(Passwords).hash(password),
  ])
  admin = await api.caller(a, 'admin')
})
afterAll(() => api.close())

const invite = (email: string, more: object = {}) =>
  admin.post<Invitation & Refusal>('/invitations', { email, role: 'agent', ...more })
const read = async (id: string) => (await admin.get<Invitation>(`/invitations/${id}`)).body.data
const login = (email: string, secret: string, tenant?: string) =>
  api.anonymous.post<{ data: { access_token: string; user: { role: string } } } & Refusal>('/auth/login', {
    email,
    password: secret,
    tenant,
  })
const accept = (token: string, more: object = {}) =>
  api.anonymous.post<{ data: { email: string; tenant: string; had_account: boolean } } & Refusal>(
    '/auth/invitations/accept',
    { token, ...more },
  )
const bearer = (token: string) => new Caller(`${api.origin}/api/v1`, { authorization: `Bearer ${token}` })

/** The newest mail to somebody, as the administrator of the workspace reads it. */
async function mailTo(email: string, tenant = a): Promise<Mail & { token: string }> {
  await api.drain()
  const caller = await api.caller(tenant, 'admin')
  const { body } = await caller.get<{ data: Mail[] }>(`/caught-mails?recipient=${encodeURIComponent(email)}`)
  const [mail] = body.data
  if (!mail) throw new Error(`nobody has written to ${email}`)
  return { ...mail, token: /#([\w-]{43})/.exec(mail.body_text)?.[1] ?? '' }
}
const ageMail = (id: string) =>
  api.owner.query(`update invitations set mailed_at = now() - interval '2 minutes' where id = $1`, [id])

describe('an invitation', () => {
  it('lets in who holds the mail, with a password of their own, once', async () => {
    const made = await invite('grace@new.example', { first_name: 'Grace', last_name: 'O' })
    expect(made.status).toBe(201)
    const { token, subject, body_text } = await mailTo('grace@new.example')
    expect(subject).toBe('admin a-shop invites you to a-shop')
    expect(body_text).toMatch(/^http:\/\/localhost:3000\/invitation#[\w-]{43}$/m)
    expect(await read(made.body.data.id)).toMatchObject({ status: 'pending', mail_status: 'sent' })
    const opened = await api.anonymous.post('/auth/invitations/read', { token })
    expect(opened.body.data).toEqual({
      email: 'grace@new.example',
      role: 'agent',
      first_name: 'Grace',
      last_name: 'O',
      workspace: 'a-shop',
      inviter: 'admin a-shop',
      expires_at: expect.any(String) as string,
      has_account: false,
    })
    const both = await Promise.all([accept(token, { password, last_name: 'Okafor' }), accept(token, { password })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422])
    expect((await accept(token, { password })).body.error.reason).toBe('invitation.invalid')
    const signedIn = await login('grace@new.example', password)
    expect([signedIn.status, signedIn.body.data.user.role]).toEqual([200, 'agent'])
    expect((await read(made.body.data.id)).status).toBe('accepted')
  })

  it('keeps its link out of the database', async () => {
    await invite('plain@new.example')
    const { token } = await mailTo('plain@new.example')
    const rows = ['system_mails', 'invitations', 'one_time_tokens', 'job_payloads', 'outbox_events', 'audit_log'].map(
      async (table) => (await api.owner.query<{ row: string }>(`select t::text as row from ${table} t`)).rows,
    )
    expect(JSON.stringify(await Promise.all(rows))).not.toContain(token)
  })

  it('asks for a password from who has no account, and leaves the link good', async () => {
    await invite('asks@new.example')
    const { token } = await mailTo('asks@new.example')
    const refused = await accept(token)
    expect([refused.status, Object.keys(refused.body.error.details ?? {})]).toEqual([400, ['password']])
    expect((await accept(token, { password: 'short' })).status).toBe(400)
    expect((await accept(token, { password })).status).toBe(200)
  })

  it('joins an account of another workspace, whose password stays, and tells the administrator nothing', async () => {
    const email = b.agent.email.replace('agent', 'Agent')
    const made = await invite(email)
    const other = await invite('nobody.yet@new.example')
    expect(Object.keys(made.body.data)).toEqual(Object.keys(other.body.data))
    const { token, body_text } = await mailTo(email)
    expect(body_text).toContain('the password that you know')
    const joined = await accept(token, { password: 'the harbour at noon' })
    expect(joined.body.data).toEqual({ email, tenant: a.slug, had_account: true })
    expect((await login(b.agent.email, 'the harbour at noon', a.slug)).status).toBe(401)
    expect((await login(b.agent.email, password, a.slug)).status).toBe(200)
    expect((await login(b.agent.email, password, b.slug)).status).toBe(200)
  })

  it('is made once per address, and never for a member', async () => {
    await invite('twice@new.example')
    const again = await invite('TWICE@new.example')
    expect([again.status, again.body.error.reason]).toEqual([409, 'invitation.exists'])
    const member = await invite(a.agent.email)
    expect([member.status, member.body.error.reason]).toEqual([409, 'user.exists'])
    const both = await Promise.all([invite('race@new.example'), invite('race@new.example')])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  it.each(['"a@evil.example x"@good.example', 'a@good.example\r\nBcc: b@evil.example', 'a@b.example,c@d.example'])(
    'is not made for %j',
    async (email) => {
      const refused = await invite(email)
      expect([refused.status, Object.keys(refused.body.error.details ?? {})]).toEqual([400, ['email']])
    },
  )

  it('that is sent again has a new link, and the first one opens nothing', async () => {
    const { id } = (await invite('again@new.example')).body.data
    const first = await mailTo('again@new.example')
    const early = await admin.post<Refusal>(`/invitations/${id}/resend`)
    expect([early.status, early.body.error.reason]).toEqual([429, 'invitation.mailed_just_now'])
    await ageMail(id)
    expect((await admin.post(`/invitations/${id}/resend`)).status).toBe(200)
    expect((await accept(first.token, { password })).status).toBe(422)
    const second = await mailTo('again@new.example')
    expect(second.token).not.toBe(first.token)
    expect((await accept(second.token, { password })).status).toBe(200)
    const closed = await admin.post<Refusal>(`/invitations/${id}/resend`)
    expect([closed.status, closed.body.error.reason]).toEqual([409, 'invitation.closed'])
  })

  it('that is revoked opens nothing, and a mail that has not left does not leave', async () => {
    const { id } = (await invite('gone@new.example')).body.data
    const { token } = await mailTo('gone@new.example')
    expect((await admin.delete(`/invitations/${id}`)).status).toBe(204)
    expect((await accept(token, { password })).status).toBe(422)
    expect((await read(id)).status).toBe('revoked')
    const late = (await invite('late@new.example')).body.data
    await admin.delete(`/invitations/${late.id}`)
    await api.drain()
    expect((await read(late.id)).mail_status).toBe('withdrawn')
    const mails = await admin.get<{ data: { kind: string; status: string }[] }>(
      '/system-mails?recipient=late@new.example',
    )
    expect(mails.body.data).toMatchObject([{ kind: 'invitation', status: 'withdrawn' }])
    expect((await login('gone@new.example', password)).status).toBe(401)
  })

  it('is over after seven days, and can then be made anew', async () => {
    const { id } = (await invite('old@new.example')).body.data
    const { token } = await mailTo('old@new.example')
    for (const table of ['invitations', 'one_time_tokens']) {
      const key = table === 'invitations' ? 'id' : 'subject_id'
      await api.owner.query(`update ${table} set expires_at = now() - interval '1 second' where ${key} = $1`, [id])
    }
    expect((await accept(token, { password })).status).toBe(422)
    expect((await read(id)).status).toBe('expired')
    expect((await invite('old@new.example')).status).toBe(201)
  })
})

describe('a forgotten password', () => {
  const ask = (email: string) => api.anonymous.post('/auth/password-reset', { email })
  const confirm = (token: string, secret: string) =>
    api.anonymous.post<Refusal>('/auth/password-reset/confirm', { token, password: secret })

  it('is replaced by who reads the mailbox, and every sign-in ends', async () => {
    const { access_token } = (await login(a.manager.email, password)).body.data
    expect((await ask(a.manager.email)).status).toBe(202)
    const { token, body_text } = await mailTo(a.manager.email)
    expect(body_text).toMatch(/^http:\/\/localhost:3000\/new-password#[\w-]{43}$/m)
    expect((await confirm(token, 'short')).status).toBe(400)
    const both = await Promise.all([confirm(token, 'the harbour at noon'), confirm(token, 'the harbour at dusk')])
    expect(both.map(({ status }) => status).sort()).toEqual([204, 422])
    expect((await bearer(access_token).get('/users/me')).status).toBe(401)
    expect((await login(a.manager.email, password)).status).toBe(401)
    const winner = both[0]?.status === 204 ? 'the harbour at noon' : 'the harbour at dusk'
    expect((await login(a.manager.email, winner)).status).toBe(200)
    expect((await mailTo(a.manager.email)).subject).toBe('Your password was changed')
  })

  it('tells nobody whether an address has an account, and leaves nothing of one that has none', async () => {
    const counts = async () =>
      (
        await api.owner.query<Record<string, string>>(
          `select (select count(*) from system_mails) as mails, (select count(*) from job_heads) as jobs,
                  (select count(*) from outbox_events) as events`,
        )
      ).rows
    const plain = ({ status, text }: { status: number; text: string }) => [status, text.replace(/"meta".*/, '')]
    const before = await counts()
    const unknown = await ask('nobody@nowhere.example')
    expect(await counts()).toEqual(before)
    expect(plain(unknown)).toEqual(plain(await ask(a.readonly.email)))
  })

  it('has a link for an hour, and only the newest one', async () => {
    await ask(b.manager.email)
    const first = await mailTo(b.manager.email, b)
    await ask(b.manager.email)
    const second = await mailTo(b.manager.email, b)
    expect((await confirm(first.token, 'the harbour at noon')).status).toBe(422)
    const { rows } = await api.owner.query<{ minutes: number }>(
      `select extract(epoch from expires_at - now()) / 60 as minutes from one_time_tokens where subject_id = $1`,
      [b.manager.id],
    )
    expect(Number(rows[0]?.minutes)).toBeLessThanOrEqual(60)
    await api.owner.query(`update one_time_tokens set expires_at = now() where subject_id = $1`, [b.manager.id])
    expect((await confirm(second.token, 'the harbour at noon')).status).toBe(422)
    expect((await login(b.manager.email, password)).status).toBe(200)
  })

  it('is not mailed to who is deactivated', async () => {
    await (await api.caller(b, 'admin')).patch(`/users/${b.other_agent.id}`, { status: 'inactive' })
    expect((await ask(b.other_agent.email)).status).toBe(202)
    await expect(mailTo(b.other_agent.email, b)).rejects.toThrow('nobody has written')
  })
})
