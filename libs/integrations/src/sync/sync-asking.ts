// What a run asks its shop before each chunk, outside of any transaction.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'
import {
  SourceRefused,
  type HooksReport,
  type ObjectType,
  type Page,
  type ShopObject,
  type ShopSource,
  type ShopVersion,
} from '../connectors/source'
import { inSlices } from '../connectors/in-slices'
import { hooksAddressOf, Sources, type ConnectedShop } from './sources'
import type { Step, SyncCheckpoint } from './sync-steps'
import type { StoredRun } from './sync-runs.queries'
import { Taking } from './taking'

/** Objects that are asked for one by one: so many in a chunk, and so many at once. */
const singles = { chunk: 20, together: 4 }

export interface Answered {
  readonly external_id: string
  /** Null when the shop does not have it any more. */
  readonly object: ShopObject | null
}

export type Asked =
  | { readonly kind: 'refused'; readonly refusal: SourceRefused }
  | { readonly kind: 'hooks'; readonly report: HooksReport }
  | { readonly kind: 'read'; readonly page: Page<ShopObject> }
  | { readonly kind: 'compare'; readonly page: Page<ShopVersion> }
  | { readonly kind: 'singles'; readonly answers: readonly Answered[]; readonly last: string | null }

type Run = Pick<StoredRun, 'id' | 'integration_id' | 'window_from' | 'window_to' | 'types_by_change'>

@Injectable()
export class SyncAsking {
  constructor(
    private readonly db: Database,
    private readonly sources: Sources,
    private readonly taking: Taking,
  ) {}

  async ask(run: Run, step: Step, { cursor }: SyncCheckpoint): Promise<Asked> {
    try {
      const found = await this.sources.find(run.integration_id)
      if (!found) throw new SourceRefused('credentials', 'there are no keys with which the shop could be asked')
      return await this.question(await found.opener.open(found.shop), found.shop, run, step, cursor)
    } catch (error) {
      if (error instanceof SourceRefused) return { kind: 'refused', refusal: error }
      throw error
    }
  }

  private async question(
    source: ShopSource,
    shop: ConnectedShop,
    run: Run,
    step: Step,
    cursor: string | null,
  ): Promise<Asked> {
    const window = { from: run.window_from, to: run.window_to }
    switch (step.phase) {
      case 'hooks':
        return { kind: 'hooks', report: await source.keepHooks(hooksAddressOf(shop), secretOf(shop)) }
      case 'read': {
        const byChange = run.types_by_change.includes(step.type)
        const page = await source.read(step.type, byChange ? window : { ...window, from: null }, cursor)
        await inSlices(page.items, (object) => this.taking.prepare(object))
        return { kind: 'read', page }
      }
      case 'compare':
        return { kind: 'compare', page: await source.versions(step.type, window, cursor) }
      case 'mend':
        return this.each(source, step.type, await this.gapsAfter(run, step.type, cursor))
      case 'settle':
        return this.each(source, step.type, await this.unsettledAfter(run, step.type, cursor))
      case 'gone':
        return this.each(source, step.type, await this.unlistedAfter(run, step.type, cursor))
    }
  }

  private async each(source: ShopSource, type: ObjectType, ids: readonly string[]): Promise<Asked> {
    const answers: Answered[] = []
    for (let start = 0; start < ids.length; start += singles.together) {
      const some = ids.slice(start, start + singles.together)
      const objects = await Promise.all(some.map((id) => source.fetch(type, id)))
      some.forEach((external_id, index) => answers.push({ external_id, object: objects[index] ?? null }))
    }
    return { kind: 'singles', answers, last: ids.length < singles.chunk ? null : (ids.at(-1) ?? null) }
  }

  /** Open gaps that the run has found. */
  private async gapsAfter(run: Run, type: ObjectType, after: string | null): Promise<string[]> {
    const rows = await this.db.read<{ external_id: string }>(
      `select external_id from sync_gaps
        where tenant_id = current_tenant() and integration_id = $1 and run_id = $2 and object_type = $3 and healed_at is null
          and external_id > $4 order by external_id limit ${singles.chunk}`,
      [run.integration_id, run.id, type, after ?? ''],
    )
    return rows.map(({ external_id }) => external_id)
  }

  /** Objects in the lists of this run that no answer has settled. */
  private async unsettledAfter(run: Run, type: ObjectType, after: string | null): Promise<string[]> {
    const rows = await this.db.read<{ external_id: string }>(
      `select external_id from shop_objects
        where tenant_id = current_tenant() and integration_id = $1 and object_type = $3 and external_id > $4
          and listed_in = $2 and digest is not null and not is_gone
        order by external_id limit ${singles.chunk}`,
      [run.integration_id, run.id, type, after ?? ''],
    )
    return rows.map(({ external_id }) => external_id)
  }

  /** Objects that should have been in the lists of this run. */
  private async unlistedAfter(run: Run, type: ObjectType, after: string | null): Promise<string[]> {
    const rows = await this.db.read<{ external_id: string }>(
      `select external_id from shop_objects
        where tenant_id = current_tenant() and integration_id = $1 and object_type = $3 and external_id > $4
          and taken_at is not null and not is_gone and listed_in is distinct from $2
          and ($7 or (changed_at >= coalesce($5, '-infinity'::timestamptz) and changed_at <= $6))
        order by external_id limit ${singles.chunk}`,
      [
        run.integration_id,
        run.id,
        type,
        after ?? '',
        run.window_from,
        run.window_to,
        !run.types_by_change.includes(type),
      ],
    )
    return rows.map(({ external_id }) => external_id)
  }
}

function secretOf({ credentials: { client_secret, webhook_secret } }: ConnectedShop): string {
  return client_secret ?? webhook_secret ?? ''
}
