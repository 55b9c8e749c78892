import { Injectable } from '@nestjs/common'
import { permissions, type Role } from '@portolan/contracts'
import type { Identity } from '../auth/tokens'
import { Database } from '../database/database'
import { topics, type Happened, type Topic } from './topics'

/** Who may hear of what: the same as who may read it by REST. */
@Injectable()
export class RealtimeAudience {
  constructor(private readonly db: Database) {}

  /** Those of the ids that the listener may see. Agents are asked of the database, whose policies know their rows. */
  async visible({ tenant, user, role, session }: Identity, { topic, ids, user: owner }: Happened): Promise<string[]> {
    const { permission, view }: Topic = topics[topic]
    if (owner === user) return [...ids]
    if (!(permissions[permission] as readonly Role[]).includes(role)) return []
    if (role !== 'agent') return [...ids]
    if (!view) return []
    const rows = await this.db.as({ tenant, user, role, session }, () =>
      this.db.read<{ id: string }>(
        `select id from ${view} where tenant_id = current_tenant() and assigned_to = current_actor() and id = any($1)`,
        [ids],
      ),
    )
    return rows.map(({ id }) => id)
  }

  /** Which of these sign-ins have ended, for sockets whose end nobody told us of. */
  async ended(sessions: readonly string[]): Promise<string[]> {
    const rows = await this.db.as({ tenant: null, user: null, role: null, session: null }, () =>
      this.db.read<{ id: string }>(
        `select asked.id from unnest($1::uuid[]) as asked (id)
           left join sessions s on s.id = asked.id and s.ended_at is null and s.expires_at > now()
           left join tenants t on t.id = s.tenant_id and t.status = 'active'
          where t.id is null`,
        [sessions],
      ),
    )
    return rows.map(({ id }) => id)
  }
}

/** Happenings of one tenant that came close together, as one per topic and event. */
export class Gathered {
  private readonly byKey = new Map<string, Happened & { ids: string[] }>()

  add(happened: Happened): void {
    const key = `${happened.tenant} ${happened.topic} ${happened.event} ${happened.user ?? ''}`
    const known = this.byKey.get(key)
    if (!known) this.byKey.set(key, { ...happened, ids: [...happened.ids] })
    else known.ids.push(...happened.ids.filter((id) => !known.ids.includes(id)).slice(0, mostIds - known.ids.length))
  }

  take(): Happened[] {
    const all = [...this.byKey.values()]
    this.byKey.clear()
    return all
  }
}

// Beyond that a list is read anew anyway.
const mostIds = 500
