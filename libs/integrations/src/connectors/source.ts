// What a shop's own programs can be asked: the other half of each platform's folder, beside what it sends (connector.ts).
// Nothing here touches our database: a source is opened for one integration, asks, and is thrown away.
import type { ShopObjectType } from '@portolan/contracts'
import type { Meaning } from './connector'

export type ObjectType = ShopObjectType

/** By the shop's own time of change; both ends belong to it. `from` is null for all of history. */
export interface ChangeWindow {
  readonly from: string | null
  readonly to: string
}

/** One object as the shop has it now. */
export interface ShopObject {
  readonly type: ObjectType
  readonly external_id: string
  /** When the shop changed it last; null where it does not say (WooCommerce's customers). */
  readonly at: string | null
  /** What it means in our domains. Throws Unreadable, naming the field, when the platform could not have meant this. */
  meaning(): Meaning
}

/** What reconciliation compares: an object's id and version, without its contents. */
export type ShopVersion = Pick<ShopObject, 'type' | 'external_id' | 'at'>

export interface Page<Item> {
  /** There may be none although there is a next page: the shop is still at it. */
  readonly items: readonly Item[]
  /** Where the next page begins: kept in the run's checkpoint, so that a crash costs one page. Null at the end. */
  readonly cursor: string | null
  /** How many there are in the whole window, where the shop says so. */
  readonly total: number | null
}

export interface HooksReport {
  /** Topics whose hook was missing, and is there again. */
  readonly created: readonly string[]
  /** Topics whose hook had been switched off or pointed elsewhere. */
  readonly repaired: readonly string[]
}

export interface ShopSource {
  /** Throws SourceRefused (kind `credentials`) when the shop does not know us any more. */
  check(): Promise<{ readonly currency: string }>
  /** Objects that changed within the window, in pages that may be asked for again. */
  read(type: ObjectType, window: ChangeWindow, cursor: string | null): Promise<Page<ShopObject>>
  /** The same without their contents. */
  versions(type: ObjectType, window: ChangeWindow, cursor: string | null): Promise<Page<ShopVersion>>
  /** One object; null when the shop does not have it any more. */
  fetch(type: ObjectType, externalId: string): Promise<ShopObject | null>
  /** Makes the shop send its events to `address`, as `secret` signs them; mends what was taken away or switched off. */
  keepHooks(address: string, secret: string): Promise<HooksReport>
  /** Takes the hooks that lead to `address` out of the shop. */
  removeHooks(address: string): Promise<void>
}

export type RefusalKind = 'credentials' | 'throttled' | 'unreachable' | 'nonsense'

/** The shop did not answer the question. `throttled` and `unreachable` are tried again after `retryAfterMs`. */
export class SourceRefused extends Error {
  constructor(
    readonly kind: RefusalKind,
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message)
    this.name = new.target.name
  }
}
