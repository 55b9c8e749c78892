import { newId } from '@portolan/contracts'
import { HttpModule } from '@portolan/platform'
import { testWorld, type TestTenant, type World } from '@portolan/testing'
import { identityEntities, IdentityApiModule } from '../identity.module'
import { SignInService } from '../sessions/sign-in.service'
import type { EditSettingsDto } from './settings.dto'
import { TenantsService, type NewTenant } from './tenants.service'

let world: World
let tenants: TenantsService
let a: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [HttpModule, IdentityApiModule], entities: identityEntities })
  tenants = world.get(TenantsService)
  a = await world.tenant('a')
})
afterAll(() => world.close())

const nobody = { tenant: null, user: null, role: null, session: null }
const admin = { email: 'ada@hansen.example', password: 'the harbour at dawn', first_name: 'Ada', last_name: 'Hansen' }
const create = (more: Partial<NewTenant> & Pick<NewTenant, 'slug'>) =>
  world.db.as(nobody, () => tenants.create({ name: 'Hansen & Daughters', admin, ...more }))
const signIn = (tenant: string, password = admin.password) =>
  world.db.as(nobody, () => world.get(SignInService).signIn({ email: admin.email, password, tenant }))
const settings = async () =>
  JSON.parse((await world.as(a, 'manager', () => tenants.settings())).text) as EditSettingsDto & { version: number }
const edit = (edits: EditSettingsDto, version: number | null = null) =>
  world.as(a, 'admin', () => tenants.edit(edits, version))

describe('a new workspace', () => {
  it('has its settings and an administrator who can sign in', async () => {
    const made = await create({
      slug: 'hansen',
      default_currency: 'DKK',
      timezone: 'Europe/Copenhagen',
      language: 'de',
    })
    expect(made).toMatchObject({ slug: 'hansen', adminExisted: false })
    const { user } = await signIn('hansen')
    expect(JSON.parse(user.text)).toMatchObject({
      id: made.admin,
      role: 'admin',
      first_name: 'Ada',
      tenant: { id: made.id, default_currency: 'DKK', timezone: 'Europe/Copenhagen', language: 'de' },
    })
  })

  it('leaves the password of an administrator who had an account as it was', async () => {
    const second = await create({ slug: 'hansen-outlet', admin: { ...admin, password: 'another long password' } })
    expect(second.adminExisted).toBe(true)
    await expect(signIn('hansen-outlet', 'another long password')).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(signIn('hansen-outlet')).resolves.toMatchObject({ expiresIn: 900 })
  })

  it('is not made when the short name is taken or the password weak, nor is its administrator', async () => {
    const stranger = { ...admin, email: 'eve@hansen.example' }
    await expect(create({ slug: 'hansen', admin: stranger })).rejects.toMatchObject({ reason: 'tenant.slug_taken' })
    await expect(create({ slug: 'weak', admin: { ...stranger, password: 'short' } })).rejects.toMatchObject({
      kind: 'invalid',
    })
    const { rows } = await world.owner.query(
      `select slug from tenants where slug = 'weak' union all select email from users where email like 'eve@%'`,
    )
    expect(rows).toEqual([])
  })

  it('is made once when twenty want the same short name', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        create({ slug: 'contested', admin: { ...admin, email: `admin-${index}@contested.example` } }),
      ),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(
      answers.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as { reason: string }).reason] : [])),
    ).toEqual(Array.from({ length: 19 }, () => 'tenant.slug_taken'))
  })
})

describe('settings', () => {
  it('are those of the own workspace, for every member', async () => {
    const seen = await Promise.all(
      (['admin', 'manager', 'agent', 'readonly'] as const).map((who) =>
        world.as(a, who, async () => (await tenants.current()).slug),
      ),
    )
    expect(seen).toEqual(['a-shop', 'a-shop', 'a-shop', 'a-shop'])
    expect(await world.as(a, 'agent', () => tenants.current())).toMatchObject({
      default_currency: 'EUR',
      countries_served: [],
      feature_flags: {},
      order_number_pattern: 'P-{number}',
      churn_window_days: 180,
    })
  })

  it('count their edits and tell what changed', async () => {
    const { version } = await settings()
    await edit({ countries_served: ['DE', 'FR'], churn_window_days: 90, language: 'en' }, version)
    expect(await settings()).toMatchObject({
      countries_served: ['DE', 'FR'],
      churn_window_days: 90,
      version: version + 1,
    })
    await world.drain()
    const { rows } = await world.owner.query<{ changes: object; actor: string }>(
      `select changes -> $1::text as changes, actor from audit_log where tenant_id = $1::uuid and action = 'settings.changed'`,
      [a.id],
    )
    expect(rows).toEqual([
      { actor: a.admin.id, changes: { countries_served: [[], ['DE', 'FR']], churn_window_days: [180, 90] } },
    ])
  })

  it('stay as they are, version too, when nothing differs', async () => {
    const before = await settings()
    await edit({ churn_window_days: 90 })
    expect(await settings()).toEqual(before)
  })

  it('keep both while an order is in the trash, from where it can come back', async () => {
    const tenant = await world.tenant('with-trash')
    await world.owner.query(
      `insert into orders (tenant_id, id, order_number, status, payment_status, placed_at, day, currency, subtotal_amount,
                           total_amount, gross_amount, has_sale, fx_state, content_hash, deleted_at)
       values ($1, $2, '1', 'pending', 'pending', now(), current_date, 'EUR', 1, 1, 1, true, 'missing', '', now())`,
      [tenant.id, newId()],
    )
    const change = (dto: object) => world.as(tenant, 'admin', () => world.get(TenantsService).edit(dto, null))
    await expect(change({ timezone: 'UTC' })).rejects.toMatchObject({ reason: 'settings.in_use' })
    await expect(change({ default_currency: 'USD' })).rejects.toMatchObject({ reason: 'settings.in_use' })
  })

  it('take one of two edits of the same version', async () => {
    const { version } = await settings()
    const answers = await Promise.allSettled([edit({ region: 'us' }, version), edit({ region: 'asia' }, version)])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { reason: 'version.stale' } })
    expect((await settings()).version).toBe(version + 1)
  })

  it('let currency and zone change while nothing stands on them', async () => {
    await edit({ default_currency: 'USD', timezone: 'America/New_York' })
    expect(await settings()).toMatchObject({ default_currency: 'USD', timezone: 'America/New_York' })
  })

  it('take no zone that PostgreSQL does not know', async () => {
    await expect(edit({ timezone: 'europe/berlin' })).rejects.toMatchObject({
      kind: 'invalid',
      details: { timezone: ['must be a time zone such as Europe/Berlin'] },
    })
  })

  it('keep the currency once there is a customer, and the zone once there is an order', async () => {
    await world.owner.query(
      `insert into customers (tenant_id, id, timezone, language, currency, lifetime_value_currency)
       values ($1, $2, 'UTC', 'en', 'USD', 'USD')`,
      [a.id, newId()],
    )
    await expect(edit({ default_currency: 'EUR' })).rejects.toMatchObject({
      reason: 'settings.in_use',
      details: { default_currency: [expect.any(String)] },
    })
    await edit({ timezone: 'Europe/Paris', default_currency: 'USD' })
    const before = await settings()
    await world.owner.query(
      `insert into refunds (tenant_id, id, amount, currency, refunded_at, day, fx_state, content_hash)
       values ($1, $2, 100, 'USD', now(), current_date, 'missing', '')`,
      [a.id, newId()],
    )
    await expect(edit({ timezone: 'UTC', name: 'Other' })).rejects.toMatchObject({
      reason: 'settings.in_use',
      details: { timezone: [expect.any(String)] },
    })
    expect(await settings()).toEqual(before)
  })
})
