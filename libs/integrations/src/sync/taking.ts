// Takes over what a shop has answered: a page at a time, in sets, by the same guard and into the same domains as its
// events. What a domain refuses is refused alone.
import { Injectable } from '@nestjs/common'
import type { Outcome } from '@portolan/orders'
import { Database } from '@portolan/platform'
import type { Meaning } from '../connectors/connector'
import type { ObjectType, ShopObject } from '../connectors/source'
import { Effects, type Effect, type Origin } from '../inbox/effects'
import { Gaps } from './gaps'
import { inHalves, refusalOf, type Refusal } from './refusals'
import { ShopObjects } from './shop-objects'
import { judge, nameOf, nothingKnown, type Judgement, type Key, type Known, type Word } from './words'

export type Shop = Omit<Origin, 'id'>

/** What became of an object, and what was known of it before. */
export interface Fate {
  readonly type: ObjectType
  readonly external_id: string
  readonly at: string | null
  readonly known: Known
  readonly outcome: Outcome | Refusal
}

/** What an object says to somebody who knows nothing, or why it cannot be read. */
interface Read {
  readonly object: ShopObject
  readonly judgement: Judgement | null
  readonly refusal: Refusal | null
}

interface Told {
  readonly object: ShopObject
  readonly meaning: Meaning
  readonly words: readonly Word[]
}

@Injectable()
export class Taking {
  private readonly read = new WeakMap<ShopObject, Read>()

  constructor(
    private readonly db: Database,
    private readonly objects: ShopObjects,
    private readonly gaps: Gaps,
    private readonly effects: Effects,
  ) {}

  /** Does of taking it over what needs no database: a page is prepared while the one before it is taken over. */
  prepare(object: ShopObject): void {
    const { judgement } = this.readOf(object)
    if (judgement) this.effects.prepare(judgement.meaning)
  }

  /**
   * What became of each. What is settled at its version needs no work; what an event told of last is settled by it.
   * Inside `tx` only.
   */
  async take(shop: Shop, given: readonly ShopObject[], runId: string | null): Promise<Fate[]> {
    // A page may hold an object twice, when it changed while the pages were read.
    const objects = [...new Map(given.map((object) => [nameOf(object), object])).values()]
    const outcomes = new Map<ShopObject, Outcome | Refusal>()
    const read = objects.map((object) => this.readOf(object))
    const { known, claimed } = await this.hold(shop, read)
    const told = read.flatMap(({ object, judgement, refusal }) => {
      if (isSettled(object, known)) return []
      if (refusal) outcomes.set(object, refusal)
      if (!judgement) return []
      return [{ object, judgement: known.size ? judge(judgement.meaning, known, 'answer') : judgement }]
    })
    const toldAs = (verdict: Judgement['verdict']): Told[] =>
      told
        .filter(({ judgement }) => judgement.verdict === verdict)
        .map(({ object, judgement }) => ({ object, meaning: judgement.meaning, words: wordsOf(object, judgement) }))
    const news = toldAs('news')
    await this.apply(shop, news, outcomes)
    const fates = objects.map((object) => fateOf(object, known, outcomes))
    await this.settle(shop, runId, [...news, ...toldAs('known')], fates, claimed)
    return fates
  }

  /** The shop does not have it any more. Inside `tx` only. */
  async gone(shop: Shop, key: { type: ObjectType; external_id: string }, at: string): Promise<boolean> {
    const { type, external_id } = key
    const meaning: Meaning = { kind: `${type}_deleted`, external_id, at }
    const { verdict, words } = judge(meaning, await this.objects.hold(shop.integration_id, [key]), 'answer')
    if (verdict !== 'news') return false
    await this.effects.of(meaning, { ...shop, id: shop.integration_id })
    await this.objects.note(shop.integration_id, words)
    await this.gaps.heal(shop.integration_id, [key])
    return true
  }

  private readOf(object: ShopObject): Read {
    const read = this.read.get(object) ?? readFrom(object)
    this.read.set(object, read)
    return read
  }

  /** What is known of all that was read, and what is new here: that is noted already as it will be taken over. */
  private async hold(
    { integration_id }: Shop,
    read: readonly Read[],
  ): Promise<{ known: Map<string, Known>; claimed: Map<string, Key> }> {
    const words = read.flatMap(({ object, judgement }) => (judgement ? wordsOf(object, judgement) : []))
    const made = await this.objects.claim(integration_id, words)
    const keys = new Map<string, Key>([...read.map(({ object }) => object), ...words].map((key) => [nameOf(key), key]))
    const others = [...keys].flatMap(([name, key]) => (made.has(name) ? [] : [key]))
    const claimed = new Map([...keys].filter(([name]) => made.has(name)))
    return { known: await this.objects.hold(integration_id, others), claimed }
  }

  private async apply(shop: Shop, news: readonly Told[], outcomes: Map<ShopObject, Outcome | Refusal>): Promise<void> {
    const origin = { ...shop, id: shop.integration_id }
    for (const kind of new Set(news.map(({ meaning }) => meaning.kind))) {
      const told = news.filter(({ meaning }) => meaning.kind === kind)
      const results = await inHalves(this.db, told, (some) =>
        this.effects.ofAll(
          some.map(({ meaning }) => meaning),
          origin,
        ),
      )
      told.forEach(({ object }, index) => outcomes.set(object, outcomeOf(results[index] as Effect | Refusal)))
    }
  }

  private async settle(
    shop: Shop,
    runId: string | null,
    told: readonly Told[],
    fates: readonly Fate[],
    claimed: ReadonlyMap<string, Key>,
  ): Promise<void> {
    const { integration_id } = shop
    const refused = fates.flatMap(({ outcome, ...fate }) =>
      typeof outcome === 'string' ? [] : [{ ...fate, ...outcome }],
    )
    const names = new Set(refused.map(nameOf))
    const words = told.filter(({ object }) => !names.has(nameOf(object))).flatMap(({ words }) => words)
    const taken = new Set(words.map(nameOf))
    await this.objects.note(
      integration_id,
      words.filter((word) => !claimed.has(nameOf(word))),
    )
    await this.objects.forget(
      integration_id,
      [...claimed].flatMap(([name, key]) => (taken.has(name) ? [] : [key])),
    )
    await this.gaps.refuse(integration_id, runId, refused)
    await this.gaps.heal(
      integration_id,
      fates.filter((fate) => !names.has(nameOf(fate))),
    )
    for (const what of ['order', 'product'] as const) {
      const created = fates.filter(({ type, outcome }) => type === what && outcome === 'created')
      const ids = created.map(({ external_id }) => external_id)
      await this.effects.wakeWaiting(integration_id, what, ids)
    }
  }
}

/** What is of no use here is known all the same. */
function wordsOf({ type, external_id, at }: ShopObject, { meaning, words }: Judgement): readonly Word[] {
  return meaning.kind === 'ignored' ? [{ type, external_id, at, digest: null, is_gone: false }] : words
}

function outcomeOf(effect: Effect | Refusal): Outcome | Refusal {
  if (!('status' in effect)) return effect
  if (effect.reason === 'created') return 'created'
  return effect.status === 'processed' && effect.reason !== 'unchanged' ? 'updated' : 'unchanged'
}

/** What the shop has told of it at its version, or later, has been taken over. */
function isSettled(object: ShopObject, known: ReadonlyMap<string, Known>): boolean {
  const { at, digest } = known.get(nameOf(object)) ?? nothingKnown
  const told = object.at === null ? null : Date.parse(object.at)
  return at !== null && told !== null && (told < at || (told === at && digest === null))
}

function readFrom(object: ShopObject): Read {
  try {
    return { object, judgement: judge(object.meaning(), new Map(), 'answer'), refusal: null }
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    return { object, judgement: null, refusal }
  }
}

function fateOf(
  object: ShopObject,
  known: ReadonlyMap<string, Known>,
  outcomes: ReadonlyMap<ShopObject, Outcome | Refusal>,
): Fate {
  const { type, external_id, at } = object
  const before = known.get(nameOf(object)) ?? nothingKnown
  return { type, external_id, at, known: before, outcome: outcomes.get(object) ?? 'unchanged' }
}
