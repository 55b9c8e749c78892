// What a meaning says about which objects, and whether that is news. An object's version is the shop's own time of its
// last change. Two changes within one second carry the same: an object that an event told of last is not settled before
// the shop itself has answered about it later than in that second. Until then, of two events with one version and
// different words the one with the greater digest counts, whichever comes first.
import { createHash } from 'node:crypto'
import type { Meaning } from '../connectors/connector'
import type { ObjectType } from '../connectors/source'

export type WordType = ObjectType | 'shipment' | 'variant'

export interface Key {
  readonly type: WordType
  readonly external_id: string
}

/** What was taken over of an object last. */
export interface Known {
  /** Milliseconds; null where the shop does not say, and while nothing was taken over. */
  readonly at: number | null
  /** Null once the shop's own answer has settled it. */
  readonly digest: string | null
  readonly is_gone: boolean
}

/** What is to be known of an object once its word has been taken over. */
export interface Word extends Key {
  readonly at: string | null
  readonly digest: string | null
  readonly is_gone: boolean
}

/** The same before it is known what will be asked of it. */
interface Saying extends Key {
  readonly at: string | null
  readonly is_gone: boolean
  /** Takes long to make, and hardly anybody asks for it: most versions speak for themselves. */
  digest(): string | null
}

/** Who speaks: the shop by an event, which may be of any age, or in answer to a question. */
export type Speaker = 'event' | 'answer'

export interface Judgement {
  readonly verdict: 'news' | 'known' | 'stale'
  /** Without those parcels of which newer things are known. */
  readonly meaning: Meaning
  readonly words: readonly Word[]
  /** Only the shop itself can say which of two words about one moment was the last. */
  readonly contested: Key | null
}

/** Clocks differ a little. */
const settledAfterMs = 5000

export const nothingKnown: Known = { at: null, digest: null, is_gone: false }
export const nameOf = ({ type, external_id }: Key): string => `${type}/${external_id}`

/** The objects that a meaning is about. A refund or a parcel is about its order, too. */
export function keysOf(meaning: Meaning): Key[] {
  const order = (external_id: string): Key => ({ type: 'order', external_id })
  switch (meaning.kind) {
    case 'order':
      return [order(meaning.order.external_id ?? ''), ...(meaning.shipments ?? []).map(shipmentKey)]
    case 'shipment':
      return [order(meaning.order_external_id), shipmentKey(meaning.shipment)]
    case 'refund':
      return [order(meaning.order_external_id)]
    case 'order_deleted':
      return [order(meaning.external_id)]
    case 'customer':
      return [{ type: 'customer', external_id: meaning.customer.external_id }]
    case 'customer_deleted':
      return [{ type: 'customer', external_id: meaning.external_id }]
    case 'product':
      return [{ type: 'product', external_id: meaning.product.external_id }]
    case 'product_deleted':
      return [{ type: 'product', external_id: meaning.external_id }]
    case 'variant':
      return [
        { type: 'variant', external_id: meaning.variant.variant.external_id },
        { type: 'product', external_id: meaning.variant.product_external_id },
      ]
    case 'ignored':
    case 'uninstalled':
    case 'privacy':
      return []
  }
}

export function judge(meaning: Meaning, known: ReadonlyMap<string, Known>, speaker: Speaker): Judgement {
  const of = (key: Key): Known => known.get(nameOf(key)) ?? nothingKnown
  const [first, ...others] = keysOf(meaning)
  if (!first || meaning.kind === 'refund' || !('at' in meaning))
    return { verdict: 'news', meaning, words: [], contested: null }
  if (meaning.kind === 'shipment') return judgeShipment(meaning, of, speaker)
  const saying = sayingOf(first, meaning)
  const { verdict, isContested } = compare(saying, of(first), speaker)
  const judgement = { verdict, words: [noted(saying, speaker)], contested: isContested ? first : null }
  if (meaning.kind !== 'order') return { ...judgement, meaning }
  const parcels = (meaning.shipments ?? []).map((shipment, index) => ({
    shipment,
    saying: parcelAt(others[index] as Key, shipment.external_updated_at ?? null),
  }))
  const news = parcels.filter(({ saying: parcel }) => compare(parcel, of(parcel), speaker).verdict !== 'stale')
  const shipments = meaning.shipments && news.map(({ shipment }) => shipment)
  const words = [...judgement.words, ...news.map(({ saying: parcel }) => wordOf(parcel))]
  return { ...judgement, meaning: { ...meaning, shipments }, words }
}

/** What an order has told since then holds the parcel as it was then, or later. */
function judgeShipment(
  meaning: Extract<Meaning, { kind: 'shipment' }>,
  of: (key: Key) => Known,
  speaker: Speaker,
): Judgement {
  const [order, shipment] = keysOf(meaning) as [Key, Key]
  const saying = sayingOf(shipment, meaning)
  const { at } = of(order)
  const told = at !== null && saying.at !== null && at >= Date.parse(saying.at)
  const { verdict } = told ? { verdict: 'stale' as const } : compare(saying, of(shipment), speaker)
  return { verdict, meaning, words: [wordOf(saying)], contested: null }
}

function compare(said: Saying, known: Known, speaker: Speaker): { verdict: Judgement['verdict']; isContested?: true } {
  if (said.at === null) return { verdict: known.digest !== null && known.digest === said.digest() ? 'known' : 'news' }
  const at = Date.parse(said.at)
  if (known.at === null || at > known.at) return { verdict: 'news' }
  if (at < known.at) return { verdict: 'stale' }
  if (said.is_gone !== known.is_gone) return { verdict: said.is_gone ? 'news' : 'stale' }
  if (known.digest === null || known.digest === said.digest()) return { verdict: 'known' }
  if (speaker === 'answer') return { verdict: 'news' }
  return { verdict: (said.digest() ?? '') > known.digest ? 'news' : 'known', isContested: true }
}

function sayingOf(key: Key, meaning: Meaning & { at: string | null }): Saying {
  const is_gone = meaning.kind.endsWith('_deleted')
  let made: string | null = null
  return { ...key, at: meaning.at, is_gone, digest: () => (is_gone ? null : (made ??= digestOf(meaning))) }
}

function parcelAt(key: Key, at: string | null): Saying {
  return { ...key, at, is_gone: false, digest: () => null }
}

function wordOf(saying: Saying): Word {
  return { ...saying, digest: saying.digest() }
}

/** What is noted of a word: nobody has to be asked again about what the shop has answered after the second of the change. */
function noted(saying: Saying, speaker: Speaker): Word {
  const isSettled = speaker === 'answer' && saying.at !== null && Date.now() - Date.parse(saying.at) > settledAfterMs
  return isSettled ? { ...saying, digest: null } : wordOf(saying)
}

function shipmentKey({ external_id }: { readonly external_id: string }): Key {
  return { type: 'shipment', external_id }
}

function digestOf(meaning: Meaning): string {
  const text = JSON.stringify(meaning, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
