// What becomes of an answer, inside the chunk's transaction.
import { Injectable } from '@nestjs/common'
import type { HooksReport, ObjectType, Page, ShopObject, ShopVersion } from '../connectors/source'
import { Gaps, type FoundGap } from './gaps'
import type { Answered, Asked } from './sync-asking'
import { SyncRunsQueries, type Counts, type StoredRun } from './sync-runs.queries'
import type { Step, SyncCheckpoint } from './sync-steps'
import { Taking, type Fate, type Shop } from './taking'

export interface Chunk {
  /** Where the step goes on; null when it is done. */
  readonly cursor: string | null
  readonly done: number
  readonly total: number | null
}

type Answer = Exclude<Asked, { kind: 'refused' }>

/** A change that is younger than this may have its event on the way. */
const graceMs = 600_000

@Injectable()
export class SyncChunks {
  constructor(
    private readonly queries: SyncRunsQueries,
    private readonly gaps: Gaps,
    private readonly taking: Taking,
  ) {}

  async take(run: StoredRun, step: Step, { cursor }: SyncCheckpoint, asked: Answer): Promise<Chunk> {
    const place = cursor === null ? 'first' : 'further'
    switch (asked.kind) {
      case 'hooks':
        return this.hooks(run, asked.report)
      case 'read':
        return this.read(run, typeOf(step), place, asked.page)
      case 'compare':
        return this.compare(run, typeOf(step), place, asked.page)
      case 'singles':
        return this.singles(run, step, asked.answers, asked.last)
    }
  }

  private async hooks(run: StoredRun, { created, repaired }: HooksReport): Promise<Chunk> {
    // On the first day there are none to have been missing.
    const mended = run.hooks_kept_at === null ? [] : [...created, ...repaired]
    await this.queries.hooksKept(run, mended)
    await this.queries.count(run.id, {}, null)
    return { cursor: null, done: 0, total: null }
  }

  private async read(
    run: StoredRun,
    type: ObjectType,
    place: 'first' | 'further',
    { items, cursor, total }: Page<ShopObject>,
  ): Promise<Chunk> {
    const fates = await this.taking.take(shopOf(run), items, run.id)
    if (run.kind === 'reconciliation') await this.queries.listed(run, items)
    const gaps = await this.gaps.find(run, missedBy(run, fates), 'healed')
    await this.queries.learnGrowth()
    await this.queries.count(run.id, { ...countsOf(fates), gaps }, { type, place, total })
    return { cursor, done: items.length, total }
  }

  private async compare(
    run: StoredRun,
    type: ObjectType,
    place: 'first' | 'further',
    { items, cursor, total }: Page<ShopVersion>,
  ): Promise<Chunk> {
    const found = await this.queries.compare(run, items)
    await this.queries.listed(run, items)
    const gaps = await this.gaps.find(run, found)
    const unchanged = items.length - found.length
    await this.queries.count(run.id, { read: items.length, unchanged, gaps }, { type, place, total })
    return { cursor, done: items.length, total }
  }

  /** Objects that were asked for one by one: what the shop does not have any more is gone here, too. */
  private async singles(run: StoredRun, step: Step, answers: readonly Answered[], last: string | null): Promise<Chunk> {
    const type = typeOf(step)
    const shop = shopOf(run)
    const there = answers.flatMap(({ object }) => (object ? [object] : []))
    const fates = await this.taking.take(shop, there, run.id)
    const now = new Date().toISOString()
    const gone: FoundGap[] = []
    for (const { external_id } of answers.filter(({ object }) => !object)) {
      const isNews = await this.taking.gone(shop, { type, external_id }, now)
      if (isNews) gone.push({ type, external_id, kind: 'gone', shop_changed_at: null, known_changed_at: null })
    }
    // What the gaps are about is told of already.
    const found = step.phase === 'mend' ? [] : [...gone, ...(step.phase === 'settle' ? fates.flatMap(differentBy) : [])]
    const gaps = await this.gaps.find(run, found, 'healed')
    const { created, updated, failed } = countsOf(fates)
    await this.queries.count(run.id, { created, updated: updated + gone.length, failed, gaps }, null)
    return { cursor: last, done: 0, total: null }
  }
}

function typeOf(step: Step): ObjectType {
  return 'type' in step ? step.type : 'order'
}

function shopOf({ integration_id, platform }: StoredRun): Shop {
  return { integration_id, source: `${platform}:${integration_id}` }
}

function countsOf(fates: readonly Fate[]): Omit<Counts, 'gaps'> {
  const count = (outcome: string): number => fates.filter((fate) => fate.outcome === outcome).length
  return {
    read: fates.length,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    failed: fates.filter(({ outcome }) => typeof outcome !== 'string').length,
  }
}

/** Two changes within one second, of which the second was missed. */
function differentBy({ type, external_id, at, outcome }: Fate): FoundGap[] {
  if (outcome !== 'created' && outcome !== 'updated') return []
  return [{ type, external_id, kind: 'different', shop_changed_at: at, known_changed_at: at }]
}

/** News that an event should have brought by now. */
function missedBy({ kind, hooks_kept_at }: StoredRun, fates: readonly Fate[]): FoundGap[] {
  if (hooks_kept_at === null || (kind !== 'incremental' && kind !== 'reconciliation')) return []
  const youngest = Date.now() - graceMs
  return fates.flatMap(({ type, external_id, at, known, outcome }): FoundGap[] => {
    const isNews = outcome === 'created' || outcome === 'updated'
    if (!isNews || at === null || Date.parse(at) > youngest || at < hooks_kept_at) return []
    const known_changed_at = known.at === null ? null : new Date(known.at).toISOString()
    const kind = known.at === null ? 'missing' : 'different'
    return [{ type, external_id, kind, shop_changed_at: at, known_changed_at }]
  })
}
