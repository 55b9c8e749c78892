import { Injectable } from '@nestjs/common'
import type { Platform } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import type { ObjectType, ShopVersion } from '../connectors/source'
import type { FoundGap } from './gaps'
import { Sources } from './sources'
import type { SyncKind, SyncStatus } from './sync.dto'

export interface StoredRun {
  readonly id: string
  readonly integration_id: string
  readonly platform: Platform
  readonly kind: SyncKind
  readonly status: SyncStatus
  readonly object_types: ObjectType[]
  readonly types_by_change: readonly ObjectType[]
  readonly window_from: string | null
  readonly window_to: string
  readonly keeps_hooks: boolean
  readonly hooks_kept_at: string | null
  readonly hooks_mended: string[]
  readonly waits: number
  readonly finished_at: string | null
}

export interface Counts {
  readonly read: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly failed: number
  readonly gaps: number
}

export interface Progress {
  readonly type: ObjectType
  /** Whether the type begins with this page. */
  readonly place: 'first' | 'further'
  readonly total: number | null
}

@Injectable()
export class SyncRunsQueries {
  constructor(
    private readonly db: Database,
    private readonly sources: Sources,
  ) {}

  async find(id: string): Promise<StoredRun | undefined> {
    const [row] = await this.db.read<Omit<StoredRun, 'types_by_change'>>(
      `select r.id, r.integration_id, i.platform, r.kind, r.status, r.object_types, r.waits, r.keeps_hooks, r.hooks_mended,
              iso_time(r.window_from) as window_from, iso_time(r.window_to) as window_to,
              iso_time(i.hooks_kept_at) as hooks_kept_at, r.finished_at
         from sync_runs r join integrations i on i.tenant_id = r.tenant_id and i.id = r.integration_id
        where r.tenant_id = current_tenant() and r.id = $1`,
      [id],
    )
    return row && { ...row, types_by_change: this.sources.typesByChange(row.platform) }
  }

  /** It came forward: what waited waits no more. */
  async count(id: string, counts: Partial<Counts>, progress: Progress | null): Promise<void> {
    await this.db.query(
      `update sync_runs set status = 'running', started_at = coalesce(started_at, now()), waits = 0, waits_until = null,
              last_error = null, read = read + $2, created = created + $3, updated = updated + $4,
              unchanged = unchanged + $5, failed = failed + $6, gaps = gaps + $7,
              object_type = coalesce($8, object_type),
              done_of_type = case when $9 then $2 else done_of_type + $2 end,
              total_of_type = case when $9 then $10 else coalesce($10, total_of_type) end
        where tenant_id = current_tenant() and id = $1`,
      [
        id,
        counts.read ?? 0,
        counts.created ?? 0,
        counts.updated ?? 0,
        counts.unchanged ?? 0,
        counts.failed ?? 0,
        counts.gaps ?? 0,
        progress?.type ?? null,
        progress?.place === 'first',
        progress?.total ?? null,
      ],
    )
  }

  async wait(id: string, { seconds, error, waits }: { seconds: number; error: string; waits: 0 | 1 }): Promise<void> {
    await this.db.query(
      `update sync_runs set status = 'running', started_at = coalesce(started_at, now()), last_error = $3,
              waits = waits + $4, waits_until = now() + make_interval(secs => $2)
        where tenant_id = current_tenant() and id = $1`,
      [id, seconds, error, waits],
    )
  }

  async finish(id: string, status: SyncStatus, error: string | null): Promise<void> {
    await this.db.query(
      `update sync_runs set status = $2, last_error = coalesce($3, last_error), waits_until = null, finished_at = now(),
              started_at = coalesce(started_at, now())
        where tenant_id = current_tenant() and id = $1`,
      [id, status, error],
    )
  }

  /** Tables that grow quickly are planned for as they were. */
  async learnGrowth(): Promise<void> {
    await this.db.query('select learn_growth()')
  }

  /** Of what a run has read to its end nothing has to be read again. */
  async mark({ id, integration_id, kind }: StoredRun): Promise<void> {
    await this.db.query(
      `update integrations i
          set synced_to = case when $3 in ('history', 'incremental', 'reconciliation') then greatest(i.synced_to, r.window_to) else i.synced_to end,
              reconciled_at = case when $3 = 'reconciliation' then greatest(i.reconciled_at, r.window_to) else i.reconciled_at end
         from sync_runs r
        where i.tenant_id = current_tenant() and i.id = $2 and r.tenant_id = current_tenant() and r.id = $1`,
      [id, integration_id, kind],
    )
  }

  /** Hooks that were off: since they were last seen to be on, anything may have been missed. */
  async hooksKept({ id, integration_id }: StoredRun, mended: readonly string[]): Promise<void> {
    await this.db.query(
      `with kept as (
         update sync_runs r
            set hooks_mended = $3,
                window_from = case when cardinality($3::text[]) > 0 and r.window_from is not null
                              then least(r.window_from, i.hooks_kept_at) else r.window_from end
           from integrations i
          where r.tenant_id = current_tenant() and r.id = $1 and i.tenant_id = current_tenant() and i.id = $2)
       update integrations set hooks_kept_at = now() where tenant_id = current_tenant() and id = $2`,
      [id, integration_id, mended],
    )
  }

  /** Notes that a list of the run held these objects. */
  async listed(
    { id, integration_id }: StoredRun,
    objects: readonly Pick<ShopVersion, 'type' | 'external_id'>[],
  ): Promise<void> {
    await this.db.query(
      `update shop_objects o set listed_in = $1 from unnest($3::text[], $4::text[]) as l (type, id)
        where o.tenant_id = current_tenant() and o.integration_id = $2 and o.object_type = l.type and o.external_id = l.id
          and o.object_type = any($3::text[]) and o.external_id = any($4::text[])`,
      [id, integration_id, objects.map(({ type }) => type), objects.map(({ external_id }) => external_id)],
    )
  }

  /** Those of the shop's versions that are not what was taken over here. */
  compare({ integration_id }: StoredRun, versions: readonly ShopVersion[]): Promise<FoundGap[]> {
    return this.db.query<FoundGap>(
      `select v.type, v.id as external_id, iso_time(v.at) as shop_changed_at, iso_time(o.changed_at) as known_changed_at,
              case when o.taken_at is null or o.is_gone then 'missing' else 'different' end as kind
         from unnest($2::text[], $3::text[], $4::timestamptz[]) as v (type, id, at)
         left join shop_objects o on o.tenant_id = current_tenant() and o.integration_id = $1 and o.object_type = v.type
                                 and o.external_id = v.id
                                 and o.object_type = any($2::text[]) and o.external_id = any($3::text[])
        where o.taken_at is null or (o.is_gone and v.at > o.changed_at)
           or (v.at is not null and (o.changed_at is null or date_trunc('milliseconds', o.changed_at) < date_trunc('milliseconds', v.at)))`,
      [
        integration_id,
        versions.map(({ type }) => type),
        versions.map(({ external_id }) => external_id),
        versions.map(({ at }) => at),
      ],
    )
  }
}
