import { HttpModule, Tokens } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { identityEntities, IdentityApiModule, IdentityWorkerModule } from '../identity.module'
import { TenantsService } from '../tenants/tenants.service'
import { Passwords } from '../users/passwords'
import { ProfileService } from '../users/profile.service'
import { UsersService } from '../users/users.service'
import { SessionPruningWorker } from './session-pruning.worker'
import { SessionsService } from './sessions.service'
import { SignInService, type SignedIn } from './sign-in.service'

const password = 'the harbour at dawn'

let world: World
let a: TestTenant
let b: TestTenant

beforeAll(async () => {
  world = await testWorld({
    modules: [HttpModule, IdentityApiModule, IdentityWorkerModule],
    entities: identityEntities,
  })
  a = await world.tenant('a')
  b = await world.tenant('b')
  await givePasswords(a)
})
afterAll(() => world.close())

async function givePasswords(tenant: TestTenant): Promise<void> {
  const hash = await world.get(Passwords).hash(password)
  const people = [tenant.admin, tenant.manager, tenant.agent, tenant.other_agent, tenant.readonly]
  await world.owner.query(
    `insert into credentials (user_id, password_hash) select unnest($1::uuid[]), $2
       on conflict (user_id) do update set password_hash = excluded.password_hash`,
    [people.map(({ id }) => id), hash],
  )
}

const nobody = { tenant: null, user: null, role: null, session: null }
const signIn = (email: string, more: { tenant?: string; password?: string } = {}): Promise<SignedIn> =>
  world.db.as(nobody, () => world.get(SignInService).signIn({ email, password, ...more }))
const refresh = ({ refreshToken }: Pick<SignedIn, 'refreshToken'>): Promise<SignedIn> =>
  world.db.as(nobody, () => world.get(SignInService).refresh(refreshToken))

/** Asks the database for one row as the bearer of the access token would. */
const enter = async ({ accessToken }: SignedIn): Promise<unknown> => {
  const identity = world.get(Tokens).verifyAccess(accessToken)
  if (!identity) throw new Error('not a token of ours')
  const { user, tenant, role, session } = identity
  return world.db.as({ user, tenant, role, session }, () => world.db.read('select 1 as one'))
}
const sessionOf = ({ accessToken }: SignedIn): string => world.get(Tokens).verifyAccess(accessToken)?.session ?? ''
const endOf = async (signedIn: SignedIn): Promise<string | null> => {
  const { rows } = await world.owner.query<{ ended_reason: string | null }>(
    'select ended_reason from sessions where id = $1',
    [sessionOf(signedIn)],
  )
  return rows[0]?.ended_reason ?? null
}
const audited = async (action: string, subject: string): Promise<number> => {
  await world.drain()
  const { rows } = await world.owner.query<{ count: string }>(
    'select count(*) from audit_log where action = $1 and $2 = any(subject_ids)',
    [action, subject],
  )
  return Number(rows[0]?.count)
}

describe('a sign-in', () => {
  it('opens a session with the role of the membership and is remembered', async () => {
    const signedIn = await signIn(a.manager.email)
    expect(world.get(Tokens).verifyAccess(signedIn.accessToken)).toMatchObject({
      user: a.manager.id,
      tenant: a.id,
      role: 'manager',
      client: 'api',
    })
    await expect(enter(signedIn)).resolves.toHaveLength(1)
    expect(JSON.parse(signedIn.user.text)).toMatchObject({
      id: a.manager.id,
      email: a.manager.email,
      role: 'manager',
      last_login_at: expect.any(String) as string,
      tenant: { id: a.id, slug: a.slug, default_currency: 'EUR', timezone: 'Europe/Berlin', language: 'en' },
    })
    expect(await audited('user.signed_in', a.manager.id)).toBe(1)
  })

  it('takes the address in any case', async () => {
    await expect(signIn(` ${a.agent.email.toUpperCase()} `)).resolves.toMatchObject({ expiresIn: 900 })
  })

  it('keeps nothing of its tokens but hashes', async () => {
    const { refreshToken } = await signIn(a.agent.email)
    const { rows } = await world.owner.query<{ hash: string }>('select hash from refresh_tokens')
    expect(Buffer.from(refreshToken, 'base64url')).toHaveLength(32)
    expect(rows.map(({ hash }) => hash)).not.toContain(refreshToken)
    expect(rows.every(({ hash }) => hash.length === 43)).toBe(true)
  })

  it.each([
    ['an unknown address', () => signIn('nobody@a-shop.example')],
    ['a wrong password', () => signIn(a.manager.email, { password: 'the harbour at dusk' })],
    ['an account without a password', () => signIn(b.manager.email)],
    ['a wrong password and a wrong workspace', () => signIn(a.manager.email, { password: 'x', tenant: b.slug })],
  ])('is refused in the same words for %s', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({
      kind: 'unauthenticated',
      reason: 'auth.invalid_credentials',
      details: undefined,
    })
  })

  it('is no sooner refused for an unknown address than for a wrong password', async () => {
    const median = async (email: string) => {
      const times: number[] = []
      for (let round = 0; round < 15; round++) {
        const start = performance.now()
        await signIn(email, { password: 'the harbour at dusk' }).catch(() => undefined)
        times.push(performance.now() - start)
      }
      return times.sort((x, y) => x - y)[7] ?? 0
    }
    const [known, unknown] = [await median(a.manager.email), await median('nobody@a-shop.example')]
    // Without the stand-in hash the unknown address would take a tenth of the time.
    expect(unknown).toBeGreaterThan(known * 0.5)
  })

  it('is refused with the right password where the person is no member', async () => {
    await expect(signIn(a.manager.email, { tenant: b.slug })).rejects.toMatchObject({ reason: 'auth.no_workspace' })
  })

  it('is refused in a workspace that is closed', async () => {
    await world.owner.query(`update tenants set status = 'maintenance' where id = $1`, [a.id])
    await expect(signIn(a.manager.email)).rejects.toMatchObject({ kind: 'unavailable', params: { retry_after: 60 } })
    await world.owner.query(`update tenants set status = 'suspended' where id = $1`, [a.id])
    await expect(signIn(a.manager.email)).rejects.toMatchObject({ kind: 'forbidden', reason: 'tenant.suspended' })
    await world.owner.query(`update tenants set status = 'active' where id = $1`, [a.id])
  })
})

describe('a member of several workspaces', () => {
  beforeAll(async () => {
    const existing = { email: a.other_agent.email, first_name: 'Other', last_name: 'Name', role: 'readonly' as const }
    await world.as(b, 'admin', () => world.get(UsersService).create({ ...existing, password: 'not the password' }))
  })

  it('is asked to choose one, after the right password only', async () => {
    await expect(signIn(a.other_agent.email)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'auth.choose_tenant',
      details: { tenant: ['a-shop', 'b-shop'], tenant_name: ['a-shop', 'b-shop'] },
    })
    await expect(signIn(a.other_agent.email, { password: 'not the password' })).rejects.toMatchObject({
      reason: 'auth.invalid_credentials',
    })
  })

  it('has in each the role of that workspace', async () => {
    const [here, there] = [
      await signIn(a.other_agent.email, { tenant: a.slug }),
      await signIn(a.other_agent.email, { tenant: b.id }),
    ]
    expect(world.get(Tokens).verifyAccess(here.accessToken)).toMatchObject({ tenant: a.id, role: 'agent' })
    expect(world.get(Tokens).verifyAccess(there.accessToken)).toMatchObject({ tenant: b.id, role: 'readonly' })
  })

  it('stays signed in to the others when one lets them go', async () => {
    const [here, there] = [
      await signIn(a.other_agent.email, { tenant: a.slug }),
      await signIn(a.other_agent.email, { tenant: b.slug }),
    ]
    await world.as(b, 'admin', () => world.get(UsersService).deactivate(a.other_agent.id))
    await expect(enter(there)).rejects.toMatchObject({ code: 'PT401' })
    await expect(enter(here)).resolves.toHaveLength(1)
    // One workspace is left, so there is nothing to choose.
    await expect(signIn(a.other_agent.email)).resolves.toMatchObject({ expiresIn: 900 })
  })
})

describe('a refresh', () => {
  it('replaces both tokens within the session', async () => {
    const first = await signIn(a.manager.email)
    const second = await refresh(first)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(sessionOf(second)).toBe(sessionOf(first))
    await expect(enter(second)).resolves.toHaveLength(1)
    await expect(refresh(second)).resolves.toMatchObject({ expiresIn: 900 })
  })

  it('with a used token ends the session and says so once', async () => {
    const first = await signIn(a.manager.email)
    const second = await refresh(first)
    await expect(refresh(first)).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'auth.refresh_refused' })
    await expect(refresh(second)).rejects.toMatchObject({ reason: 'auth.refresh_refused' })
    await expect(enter(second)).rejects.toMatchObject({ code: 'PT401' })
    await expect(refresh(first)).rejects.toMatchObject({ reason: 'auth.refresh_refused' })
    expect(await endOf(first)).toBe('reuse')
    expect(await audited('session.reuse_detected', sessionOf(first))).toBe(1)
  })

  it('of one token by fifty at once succeeds exactly once and ends the session', async () => {
    const signedIn = await signIn(a.manager.email)
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => refresh(signedIn)))
    const winners = answers.filter((answer) => answer.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 'rejected').map((answer) => reasonOf(answer))).toEqual(
      Array.from({ length: 49 }, () => 'auth.refresh_refused'),
    )
    expect(await endOf(signedIn)).toBe('reuse')
    expect(await audited('session.reuse_detected', sessionOf(signedIn))).toBe(1)
  })

  it('is refused with a token that nobody gave out, or that has run out', async () => {
    const signedIn = await signIn(a.manager.email)
    await expect(refresh({ refreshToken: 'x'.repeat(43) })).rejects.toMatchObject({ reason: 'auth.refresh_refused' })
    await world.owner.query(`update refresh_tokens set expires_at = now() where session_id = $1`, [sessionOf(signedIn)])
    await expect(refresh(signedIn)).rejects.toMatchObject({ reason: 'auth.refresh_refused' })
    expect(await endOf(signedIn)).toBeNull()
  })

  it('never outlives the session, however often it is done', async () => {
    const signedIn = await signIn(a.manager.email)
    await world.owner.query(`update sessions set expires_at = now() + interval '1 hour' where id = $1`, [
      sessionOf(signedIn),
    ])
    const { refreshExpiresAt } = await refresh(signedIn)
    expect(refreshExpiresAt.getTime()).toBeLessThan(Date.now() + 3_700_000)
  })

  it('waits, with its token unused, while the workspace is in maintenance', async () => {
    const signedIn = await signIn(a.manager.email)
    await world.owner.query(`update tenants set status = 'maintenance' where id = $1`, [a.id])
    await expect(refresh(signedIn)).rejects.toMatchObject({ reason: 'tenant.maintenance' })
    await world.owner.query(`update tenants set status = 'active' where id = $1`, [a.id])
    await expect(refresh(signedIn)).resolves.toMatchObject({ expiresIn: 900 })
  })

  const reasonOf = (answer: PromiseSettledResult<unknown>) =>
    answer.status === 'rejected' ? (answer.reason as { reason: string }).reason : null
})

describe('a session ends at once, with its access and refresh tokens,', () => {
  const expectOver = async (signedIn: SignedIn, reason: string) => {
    await expect(enter(signedIn)).rejects.toMatchObject({ code: 'PT401' })
    await expect(refresh(signedIn)).rejects.toMatchObject({ reason: 'auth.refresh_refused' })
    expect(await endOf(signedIn)).toBe(reason)
  }
  const asThemselves = <Result>(signedIn: SignedIn, work: () => Promise<Result>) => {
    const { user, tenant, role, session } = world.get(Tokens).verifyAccess(signedIn.accessToken) ?? nobody
    return world.db.as({ user, tenant, role, session }, work)
  }

  it('when the person signs out, and only that one', async () => {
    const [laptop, phone] = [await signIn(a.agent.email), await signIn(a.agent.email)]
    await asThemselves(laptop, () => world.get(SignInService).signOut())
    await expectOver(laptop, 'signed_out')
    await expect(enter(phone)).resolves.toHaveLength(1)
  })

  it('when the role changes', async () => {
    const signedIn = await signIn(a.agent.email)
    await world.as(a, 'admin', () => world.get(UsersService).edit(a.agent.id, { role: 'readonly' }, null))
    await expectOver(signedIn, 'role_changed')
    expect(world.get(Tokens).verifyAccess((await signIn(a.agent.email)).accessToken)?.role).toBe('readonly')
    await world.as(a, 'admin', () => world.get(UsersService).edit(a.agent.id, { role: 'agent' }, null))
  })

  it('when the member is deactivated, who can come back when activated again', async () => {
    const signedIn = await signIn(a.agent.email)
    await world.as(a, 'admin', () => world.get(UsersService).deactivate(a.agent.id))
    await expectOver(signedIn, 'deactivated')
    await expect(signIn(a.agent.email)).rejects.toMatchObject({ reason: 'auth.no_workspace' })
    await world.as(a, 'admin', () => world.get(UsersService).edit(a.agent.id, { status: 'active' }, null))
    await expect(signIn(a.agent.email)).resolves.toMatchObject({ expiresIn: 900 })
  })

  it('when the password changes, everywhere but where it was changed', async () => {
    const [laptop, phone] = [await signIn(a.readonly.email), await signIn(a.readonly.email)]
    const changed = 'the harbour at noon'
    await asThemselves(laptop, () =>
      world.get(ProfileService).edit({ password: changed, current_password: password }, null),
    )
    await expect(enter(laptop)).resolves.toHaveLength(1)
    await expectOver(phone, 'password_changed')
    await expect(signIn(a.readonly.email)).rejects.toMatchObject({ reason: 'auth.invalid_credentials' })
    await expect(signIn(a.readonly.email, { password: changed })).resolves.toMatchObject({ expiresIn: 900 })
  })

  it('but goes on where the workspace opens again', async () => {
    const signedIn = await signIn(a.manager.email)
    await world.db.as(nobody, () => world.get(TenantsService).setStatus(a.slug, 'suspended'))
    await expect(enter(signedIn)).rejects.toMatchObject({ code: 'PT403' })
    await world.db.as(nobody, () => world.get(TenantsService).setStatus(a.slug, 'active'))
    await expect(enter(signedIn)).resolves.toHaveLength(1)
  })
})

describe('old sessions', () => {
  it('are forgotten a month after their end, with their tokens', async () => {
    const [old, recent] = [await signIn(a.manager.email), await signIn(a.manager.email)]
    await world
      .get(SessionsService)
      .end(sessionOf(recent), 'signed_out')
      .catch(() => undefined)
    await world.owner.query(`update sessions set ended_at = now() - interval '31 days' where id = $1`, [sessionOf(old)])
    await world.db.as({ ...nobody, role: 'system' }, () => world.get(SessionPruningWorker).onPrune())
    const { rows } = await world.owner.query<{ id: string }>('select id from sessions where id = any($1)', [
      [sessionOf(old), sessionOf(recent)],
    ])
    expect(rows.map(({ id }) => id)).toEqual([sessionOf(recent)])
    await expect(refresh(old)).rejects.toMatchObject({ reason: 'auth.refresh_refused' })
  })
})
