// An object as the Admin API tells it, before anybody has asked what it means.
import { z } from 'zod'
import { instant } from '../fields'

export const rawNode = z.looseObject({ id: z.string(), updatedAt: instant })
export type RawNode = z.output<typeof rawNode>

/** With what hangs on it, by the word of its global ids: `LineItem`, `ShippingLine`, `ProductVariant`, `MediaImage`. */
export interface RawObject {
  readonly node: RawNode
  readonly children: Readonly<Partial<Record<string, readonly unknown[]>>>
}
