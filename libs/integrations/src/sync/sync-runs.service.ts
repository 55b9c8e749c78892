// Runs begin here: by hand, when a shop was connected, and by the clock.
import { Injectable } from '@nestjs/common'
import { newId, type ShopObjectType } from '@portolan/contracts'
import {
  context,
  Database,
  invalid,
  missing,
  Outbox,
  say,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { integrationsResource } from '../connections/integrations.resource'
import { Sources } from './sources'
import { ShopCannotBeAsked, SyncFinished, SyncRunning } from './sync.errors'
import type { StartSyncDto, SyncKind } from './sync.dto'
import { syncGapsResource, syncRunsResource } from './sync.resources'

/** What a shop says to have changed at some moment may come to be seen later. */
const overlapMinutes = 10
/** Young changes of which the event may still be on its way. */
const graceMinutes = 10
const reconciledEveryHours = 24
/** Seconds. */
export const dueAgainAfter = 3600

interface Marks {
  readonly status: string
  readonly synced_to: string | null
  readonly reconciled_at: string | null
  readonly hooks_kept_at: string | null
  readonly is_reconciled: boolean
}

interface Wanted {
  readonly kind: SyncKind
  readonly from: string | null
  readonly to: string
  readonly types: readonly ShopObjectType[]
  /** When the shop's hooks were looked after last. */
  readonly hooks: string | null
}

@Injectable()
export class SyncRunsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sources: Sources,
  ) {}

  /** 404 for an integration that is not there. */
  async list(integrationId: string, query: ListQuery): Promise<JsonPage> {
    await integrationsResource.one(this.db, integrationId)
    return syncRunsResource.list(this.db, query, { integration_id: integrationId })
  }

  async gaps(integrationId: string, query: ListQuery): Promise<JsonPage> {
    await integrationsResource.one(this.db, integrationId)
    return syncGapsResource.list(this.db, query, { integration_id: integrationId })
  }

  /** Throws ShopCannotBeAsked and SyncRunning. */
  start(integrationId: string, dto: StartSyncDto): Promise<Json> {
    return this.db.tx(async () => {
      const marks = await this.lock(integrationId)
      const found = await this.sources.find(integrationId)
      if (!found) throw new ShopCannotBeAsked()
      const kind = dto.kind ?? (dto.from || dto.to ? 'manual' : 'incremental')
      if ((dto.from || dto.to) && kind !== 'manual' && kind !== 'reconciliation')
        throw invalid({ kind: [say('sync.window')] })
      const types = dto.object_types ?? (kind === 'incremental' ? found.opener.typesByChange : found.opener.types)
      const wanted = this.windowOf(
        kind,
        marks,
        found.opener.types.filter((type) => types.includes(type)),
      )
      if (!wanted.types.length)
        throw invalid({ object_types: [say('sync.types', { types: found.opener.types.join(', ') })] })
      const id = await this.begin(integrationId, {
        ...wanted,
        from: dto.from ? new Date(dto.from).toISOString() : wanted.from,
        to: dto.to ? new Date(dto.to).toISOString() : at(0),
      })
      await this.outbox.append('integration.sync_requested', { ids: [integrationId], run_id: id, kind })
      return syncRunsResource.one(this.db, id)
    })
  }

  /**
   * Begins what is due: all of history first, then a comparison once a day, then what has changed. A shop that refused us
   * or could not be reached is checked again.
   */
  startDue(integrationId: string): Promise<void> {
    return this.db.tx(async () => {
      const marks = await this.lock(integrationId).catch(() => null)
      const found = await this.sources.find(integrationId)
      if (!marks || !found) return this.dueIn(integrationId, null)
      await this.dueIn(integrationId, dueAgainAfter)
      if (marks.status !== 'active') {
        await this.outbox.enqueue('integrations.check', { integration_id: integrationId })
        return
      }
      const kind = !marks.synced_to ? 'history' : marks.is_reconciled ? 'incremental' : 'reconciliation'
      const { types, typesByChange } = found.opener
      await this.begin(integrationId, this.windowOf(kind, marks, kind === 'incremental' ? typesByChange : types)).catch(
        (error: unknown) => {
          if (!(error instanceof SyncRunning)) throw error
        },
      )
    })
  }

  /** Of every workspace. */
  async startAllDue(): Promise<void> {
    const due = await this.db.read<{ integration_id: string; tenant_id: string }>(
      `select integration_id, tenant_id from integration_routes where next_run_at <= now() order by next_run_at limit 1000`,
    )
    for (const { integration_id, tenant_id } of due) {
      await this.db.as({ tenant: tenant_id, role: 'system' }, () => this.startDue(integration_id))
    }
  }

  /** Asks a run to stop; it does after the page in hand, and what was taken over stays. Throws SyncFinished. */
  cancel(integrationId: string, runId: string): Promise<Json> {
    return this.db.tx(async () => {
      const [run] = await this.db.query<{ job_id: string; finished_at: string | null }>(
        `select job_id, finished_at from sync_runs where tenant_id = current_tenant() and integration_id = $1 and id = $2`,
        [integrationId, runId],
      )
      if (!run) throw missing('sync_run')
      if (run.finished_at) throw new SyncFinished()
      await this.outbox.cancel(run.job_id)
      // One that waits for its shop does not keep whoever stops it waiting.
      await this.outbox.hurry(run.job_id)
      await this.outbox.append('integration.sync_cancelled', { ids: [integrationId], run_id: runId })
      return syncRunsResource.one(this.db, runId)
    })
  }

  /** When the shop is asked next; null for one that cannot be. Inside `tx` only. */
  async dueIn(integrationId: string, seconds: number | null): Promise<void> {
    await this.db.query(
      `update integration_routes set next_run_at = now() + make_interval(secs => $2)
        where tenant_id = current_tenant() and integration_id = $1`,
      [integrationId, seconds === null ? null : seconds * (0.95 + Math.random() * 0.1)],
    )
  }

  private windowOf(kind: SyncKind, marks: Marks, types: readonly ShopObjectType[]): Wanted {
    const { synced_to, reconciled_at, hooks_kept_at: hooks } = marks
    const wanted = { kind, types, hooks, to: at(0) }
    if (kind === 'incremental') return { ...wanted, from: before(synced_to, overlapMinutes) }
    if (kind !== 'reconciliation') return { ...wanted, from: null }
    const compared = before(reconciled_at, reconciledEveryHours * 60)
    const from = compared && hooks && hooks < compared ? hooks : compared
    return { ...wanted, from, to: at(graceMinutes * 60) }
  }

  private async begin(integrationId: string, { kind, from, to, types, hooks }: Wanted): Promise<string> {
    await this.endDead(integrationId)
    const [open] = await this.db.query(
      'select from sync_runs where tenant_id = current_tenant() and integration_id = $1 and finished_at is null',
      [integrationId],
    )
    if (open) throw new SyncRunning()
    const id = newId()
    const { user, correlation } = context()
    const keepsHooks = kind === 'history' || kind === 'reconciliation' || hooks === null
    const jobId = await this.outbox.enqueue('integrations.sync', { run_id: id })
    await this.db.query(
      `insert into sync_runs (tenant_id, id, integration_id, kind, object_types, window_from, window_to, keeps_hooks, job_id, correlation, created_by)
       values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        integrationId,
        kind,
        types,
        from,
        from !== null && to < from ? from : to,
        keepsHooks,
        jobId,
        correlation,
        user,
      ],
    )
    return id
  }

  /** A run whose job has failed for good, or was forgotten, does not keep others from beginning. */
  private async endDead(integrationId: string): Promise<void> {
    await this.db.query(
      `update sync_runs r set status = 'failed', finished_at = now(),
              last_error = coalesce((select left(p.last_error, 500) from job_payloads p
                                      where p.tenant_id = current_tenant() and p.id = r.job_id), r.last_error)
        where r.tenant_id = current_tenant() and r.integration_id = $1 and r.finished_at is null
          and not exists (select from job_heads h where h.tenant_id = current_tenant() and h.id = r.job_id
                             and h.state in ('waiting', 'pending', 'running'))`,
      [integrationId],
    )
  }

  /** The integration's lock keeps two from beginning at once. */
  private async lock(integrationId: string): Promise<Marks> {
    const [row] = await this.db.query<Marks>(
      `select status, iso_time(synced_to) as synced_to, iso_time(reconciled_at) as reconciled_at,
              iso_time(hooks_kept_at) as hooks_kept_at,
              coalesce(reconciled_at > now() - interval '${reconciledEveryHours} hours', false) as is_reconciled
         from integrations where tenant_id = current_tenant() and id = $1 for no key update`,
      [integrationId],
    )
    if (!row) throw missing('integration')
    return row
  }
}

/** So many seconds ago. */
function at(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString()
}

function before(time: string | null, minutes: number): string | null {
  return time === null ? null : new Date(Date.parse(time) - minutes * 60_000).toISOString()
}
