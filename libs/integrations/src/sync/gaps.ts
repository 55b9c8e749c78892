// What a shop has and we have not, or otherwise. A gap is open from when a run finds it until its object was taken over,
// and says why it was missed as far as the inbox knows.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { ObjectType } from '../connectors/source'
import type { Refusal } from './refusals'

export const gapKinds = ['missing', 'different', 'gone'] as const
export type GapKind = (typeof gapKinds)[number]
export const gapReasons = ['no_event', 'event_pending', 'event_failed', 'hooks_off', 'unreadable', 'refused'] as const

export const gapStates = ['open', 'healed'] as const
export type GapState = (typeof gapStates)[number]

export interface FoundGap {
  readonly type: ObjectType
  readonly external_id: string
  readonly kind: GapKind
  readonly shop_changed_at: string | null
  readonly known_changed_at: string | null
}

/** In whose name gaps are found. */
export interface GapFinder {
  readonly id: string
  readonly integration_id: string
  /** Topics of hooks that were missing or off when it began. */
  readonly hooks_mended: readonly string[]
}

interface Key {
  readonly type: ObjectType
  readonly external_id: string
}

const opened = `on conflict (tenant_id, integration_id, object_type, external_id) where healed_at is null
  do update set run_id = excluded.run_id, kind = excluded.kind, reason = excluded.reason, details = excluded.details,
    shop_changed_at = excluded.shop_changed_at, known_changed_at = excluded.known_changed_at`

@Injectable()
export class Gaps {
  constructor(private readonly db: Database) {}

  /** Writes them down; those that are open already say what is true now. Answers how many are new. Inside `tx` only. */
  async find(run: GapFinder, gaps: readonly FoundGap[], state: GapState = 'open'): Promise<number> {
    if (!gaps.length) return 0
    const rows = await this.db.query<{ is_new: boolean }>(
      `insert into sync_gaps (tenant_id, id, integration_id, run_id, object_type, external_id, kind, reason, details,
              shop_changed_at, known_changed_at, healed_at)
       select current_tenant(), g.id, $1, $2, g.type, g.external_id, g.kind,
              coalesce(why.reason, case when $3 then 'hooks_off' else 'no_event' end), why.details, g.shop_at, g.known_at,
              case when $4 then now() end
         from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[])
              as g (id, type, external_id, kind, shop_at, known_at)
         left join lateral (
           select case e.status when 'failed' then 'event_failed' else 'event_pending' end as reason, e.details
             from inbox_events e
            where e.tenant_id = current_tenant() and e.integration_id = $1 and e.object_type in (g.type, g.type || 's')
              and e.object_id = g.external_id and e.status in ('failed', 'pending')
            order by e.received_at desc limit 1) why on true
       ${opened} returning xmax = 0 as is_new`,
      [
        run.integration_id,
        run.id,
        run.hooks_mended.length > 0,
        state === 'healed',
        gaps.map(() => newId()),
        gaps.map(({ type }) => type),
        gaps.map(({ external_id }) => external_id),
        gaps.map(({ kind }) => kind),
        gaps.map(({ shop_changed_at }) => shop_changed_at),
        gaps.map(({ known_changed_at }) => known_changed_at),
      ],
    )
    return rows.filter(({ is_new }) => is_new).length
  }

  /** Objects that the shop has and that cannot be taken over. `runId` is null for one that was asked for alone. */
  async refuse(
    integrationId: string,
    runId: string | null,
    refused: readonly (Key & Refusal & { readonly at: string | null })[],
  ): Promise<void> {
    if (!refused.length) return
    await this.db.query(
      `insert into sync_gaps (tenant_id, id, integration_id, run_id, object_type, external_id, kind, reason, details,
              shop_changed_at, known_changed_at)
       select current_tenant(), g.id, $1, $2, g.type, g.external_id, case when o.taken_at is null then 'missing' else 'different' end,
              g.reason, g.details, g.at, o.changed_at
         from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
              as g (id, type, external_id, reason, details, at)
         left join shop_objects o on o.tenant_id = current_tenant() and o.integration_id = $1 and o.object_type = g.type
                                 and o.external_id = g.external_id
       ${opened}`,
      [
        integrationId,
        runId,
        refused.map(() => newId()),
        refused.map(({ type }) => type),
        refused.map(({ external_id }) => external_id),
        refused.map(({ reason }) => reason),
        refused.map(({ details }) => details.slice(0, 2000)),
        refused.map(({ at }) => at),
      ],
    )
  }

  /** These objects are as the shop has them. */
  async heal(integrationId: string, taken: readonly Key[]): Promise<void> {
    if (!taken.length) return
    await this.db.query(
      `update sync_gaps g set healed_at = now()
         from unnest($2::text[], $3::text[]) as t (type, external_id)
        where g.tenant_id = current_tenant() and g.integration_id = $1 and g.object_type = t.type
          and g.external_id = t.external_id and g.healed_at is null`,
      [integrationId, taken.map(({ type }) => type), taken.map(({ external_id }) => external_id)],
    )
  }
}
