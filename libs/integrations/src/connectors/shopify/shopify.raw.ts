// An object as the Admin API tells it, before anybody has asked what it means.
import { z } from 'zod'
import { instant } from '../fields'
import type { ObjectType, ShopVersion } from '../source'

export const rawNode = z.looseObject({ id: z.string(), updatedAt: instant })
export type RawNode = z.output<typeof rawNode>

/** With what hangs on it, by the word of its global ids: `LineItem`, `ShippingLine`, `ProductVariant`, `MediaImage`. */
export interface RawObject {
  readonly node: RawNode
  readonly children: Readonly<Partial<Record<string, readonly unknown[]>>>
}

/** Read when it is asked for: what is made of one is garbage before the next, and no page of it is ever in memory. */
export type Unread = () => RawObject

export function versionOf(type: ObjectType, { id, updatedAt }: RawNode): ShopVersion {
  return { type, external_id: id.slice(id.lastIndexOf('/') + 1), at: updatedAt }
}
