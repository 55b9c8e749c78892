import { newId } from '@portolan/contracts'
import { Tokens } from '@portolan/platform'
import { createTenant, type TestTenant } from '@portolan/testing'
import type { Plant } from './plant'

/** A workspace that has the processes to itself: what others have left is forgotten. With a token of its manager. */
export async function aWorkspace(plant: Plant): Promise<{ tenant: TestTenant; token: string }> {
  const session = newId()
  const tenant = await plant.withOwner(async (owner) => {
    await owner.query(
      `truncate customers, tenant_counts, outbox_heads, outbox_events, job_heads, job_payloads, job_order, audit_log,
                timeline_entries, webhook_subscriptions, webhook_events, webhook_deliveries cascade`,
    )
    const made = await createTenant(owner, newId())
    await owner.query(
      `insert into sessions (id, user_id, tenant_id, role, kind, expires_at) values ($1, $2, $3, $4, 'api', now() + interval '1 day')`,
      [session, made.manager.id, made.id, made.manager.role],
    )
    return made
  })
  const { id: user, role } = tenant.manager
  return { tenant, token: new Tokens().signAccess({ user, tenant: tenant.id, role, session, client: 'api' }) }
}
