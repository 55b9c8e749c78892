// Fills the demo's workspaces through the services that everybody else uses. Doing it again changes nothing.
import type { INestApplicationContext } from '@nestjs/common'
import { AnalyticsWorkerModule, RollupService } from '@portolan/analytics'
import { CatalogModule, CatalogSync } from '@portolan/catalog'
import { customersEntities, CustomersModule } from '@portolan/customers'
import { identityEntities, IdentityModule, randomPassword, TenantsService, UsersService } from '@portolan/identity'
import { ordersEntities, OrdersModule, RatesService } from '@portolan/orders'
import { Database } from '@portolan/platform'
import { withServices } from '../services'
import type { Account } from '../up/sign-ins'
import { makeCatalogue } from './catalogue'
import { demos, type Demo, type DemoMember } from './demo'
import { fillShop } from './fill-shop'
import { defineFields, saveViews } from './own-fields'
import { demoRates } from './rates'
import { unlessThere } from './refusals'
import { demoSource, makeShop } from './shop'

const dayMs = 86_400_000

/** Makes the two demo workspaces with the passwords of `accounts`. `tell` hears of each step. */
export async function seed(accounts: readonly Account[], tell: (line: string) => void): Promise<void> {
  const modules = [IdentityModule, CustomersModule, CatalogModule, OrdersModule, AnalyticsWorkerModule]
  const entities = [...identityEntities, ...customersEntities, ...ordersEntities]
  await withServices({ modules, entities }, async (services) => {
    for (const demo of demos) await seedDemo(services, demo, accounts, tell)
  })
}

async function seedDemo(
  services: INestApplicationContext,
  demo: Demo,
  accounts: readonly Account[],
  tell: (line: string) => void,
): Promise<void> {
  const db = services.get(Database)
  const passwordOf = ({ email }: DemoMember) =>
    accounts.find((account) => account.email === email)?.password ?? randomPassword()
  const tenant = await makeTenant(services, demo, passwordOf)
  const actor = { tenant: tenant.id, user: tenant.admin, role: 'admin', session: null } as const
  await db.as(actor, async () => {
    const agents = await makeMembers(services, demo, passwordOf)
    // The workspace's first moment: the history that is made up again is the same one.
    const now = tenant.since
    const from = new Date(now.getTime() - (demo.plan.days + 11) * dayMs)
    await services.get(RatesService).setMany(demoRates(from, now), demoSource)
    await defineFields(services)
    const counts = await fillShop(services, makeShop(demo.plan, now), agents)
    const { name: brand, default_currency: currency = 'EUR' } = demo.tenant
    await services.get(CatalogSync).bringMany(makeCatalogue({ ...demo.plan, brand, currency }))
    await saveViews(services)
    tell(`  ${demo.tenant.name}: ${counts.customers} customers, ${counts.orders} orders, ${counts.refunds} refunds`)
  })
  await db.as({ ...actor, user: null, role: 'system' }, async () => {
    // Or the first reports were planned for tables that were empty a moment ago.
    await db.tx(() => db.query('select learn_growth()'))
    while ((await services.get(RollupService).recompute()) > 0) continue
  })
}

async function makeTenant(
  services: INestApplicationContext,
  { tenant, members: [admin] }: Demo,
  passwordOf: (member: DemoMember) => string,
): Promise<{ id: string; admin: string; since: Date }> {
  const made = { ...tenant, admin: { ...nameOf(admin), password: passwordOf(admin) } }
  await unlessThere('tenant.slug_taken', services.get(TenantsService).create(made))
  const db = services.get(Database)
  const nobody = { tenant: null, user: null, role: 'system', session: null } as const
  const [standing] = await db.as(nobody, () =>
    db.read<{ id: string; admin: string; since: string }>(
      `select t.id, u.id as admin, iso_time(t.created_at) as since
         from tenants t, users u where t.slug = $1 and u.email_lower = lower($2)`,
      [tenant.slug, admin.email],
    ),
  )
  if (!standing) throw new Error(`there is another workspace ${tenant.slug} already`)
  return { ...standing, since: new Date(standing.since) }
}

/** Answers the ids of the agents. */
async function makeMembers(
  services: INestApplicationContext,
  { members: [, ...others] }: Demo,
  passwordOf: (member: DemoMember) => string,
): Promise<string[]> {
  for (const member of others) {
    const dto = { ...nameOf(member), role: member.role, password: passwordOf(member) }
    await unlessThere('user.exists', services.get(UsersService).create(dto))
  }
  const rows = await services
    .get(Database)
    .read<{ user_id: string }>(
      `select user_id from memberships where tenant_id = current_tenant() and role = 'agent' order by user_id`,
    )
  return rows.map(({ user_id }) => user_id)
}

function nameOf({ email, first_name, last_name }: DemoMember) {
  return { email, first_name, last_name }
}
