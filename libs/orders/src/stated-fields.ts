// What files say of the workspace's own fields of orders: merged into what stands, and judged by the fields' rules, order
// by order.
import { Injectable } from '@nestjs/common'
import { largestCustomFields, type FieldRules, type FieldValues } from '@portolan/customers'
import { mergePatch, say, type ErrorDetails } from '@portolan/platform'
import type { PlaceOrder } from './order.commands'
import { OrdersRefused } from './order.errors'
import { OrdersQueries } from './orders.queries'

interface Stating {
  readonly id: string
  readonly isNew: boolean
  readonly command: PlaceOrder
}

@Injectable()
export class StatedFields {
  constructor(private readonly queries: OrdersQueries) {}

  /**
   * What the own fields of orders become, by id; orders whose own fields stay as they are are left out. Call under the
   * orders' locks. Throws OrdersRefused for all of them that break a rule.
   */
  async judge(orders: readonly Stating[]): Promise<Map<string, FieldValues>> {
    const told = orders.filter(({ command }) => command.stated_fields)
    if (!told.length) return new Map()
    const rules = await this.queries.fieldRules()
    const stating = told.filter((one) => says(one) || (one.isNew && rules.needsValues))
    if (!stating.length) return new Map()
    const standing = await this.queries.fieldsOf(stating.filter(({ isNew }) => !isNew).map(({ id }) => id))
    const refused = new Map<PlaceOrder, ErrorDetails>()
    const values = new Map<string, FieldValues>()
    for (const { id, isNew, command } of stating) {
      const judged = merged(rules, isNew ? null : (standing.get(id) ?? {}), command.stated_fields ?? {})
      if (Object.keys(judged.problems).length) refused.set(command, judged.problems)
      else values.set(id, judged.values)
    }
    await this.refuseTaken(stating, values, rules, refused)
    if (refused.size) throw new OrdersRefused(refused)
    return values
  }

  private async refuseTaken(
    stating: readonly Stating[],
    values: ReadonlyMap<string, FieldValues>,
    rules: FieldRules,
    refused: Map<PlaceOrder, ErrorDetails>,
  ): Promise<void> {
    const wanted = stating.flatMap(({ id }, place) =>
      rules.uniqueOf(values.get(id) ?? {}).map(([key, value]) => ({ place, id, key, value })),
    )
    for (const { place, key } of await this.queries.takenValues(wanted, [...values.keys()])) {
      const command = stating[place]?.command
      if (command) refused.set(command, { [`custom_fields.${key}`]: [say('field.taken')] })
    }
  }
}

function says({ command }: Stating): boolean {
  return Object.keys(command.stated_fields ?? {}).length > 0
}

function merged(rules: FieldRules, before: FieldValues | null, stated: FieldValues): ReturnType<FieldRules['judged']> {
  const judged = rules.judged(before, mergePatch(before ?? {}, stated))
  if (Buffer.byteLength(JSON.stringify(judged.values)) <= largestCustomFields) return judged
  return { ...judged, problems: { custom_fields: [say('rule.isCustomFields')] } }
}
