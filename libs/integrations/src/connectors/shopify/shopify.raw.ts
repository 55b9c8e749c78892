// An object as the Admin API tells it, before anybody has asked what it means.
import { z } from 'zod'
import { instant } from '../fields'

export const rawNode = z.looseObject({ id: z.string(), updatedAt: instant })
export type RawNode = z.output<typeof rawNode>

/** With the lists that hang on it; only orders have them. */
export interface RawObject {
  readonly node: RawNode
  readonly lines: readonly unknown[]
  readonly shippingLines: readonly unknown[]
}
