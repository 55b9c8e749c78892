// What may be edited by hand, in which status and by whom: one table. A live shop sends its orders again whenever they
// change, so what it owns is edited there.
import { orderStatuses, permissions, type ActingRole, type OrderStatus, type Permission } from '@portolan/contracts'
import { say, type ErrorDetails } from '@portolan/platform'
import type { EditOrderDto } from './order.dto'
import { OrderNotEditable } from './order.errors'
import type { StandingOrder } from './orders.queries'

export type EditableField = Exclude<keyof EditOrderDto, 'external_updated_at'>

interface EditRule {
  readonly in: readonly OrderStatus[]
  readonly by: Permission
  readonly ofShop: boolean
}

const unsent = ['pending', 'processing'] as const
const undone = [...unsent, 'shipped'] as const
const standing = [...undone, 'delivered'] as const

const goods: EditRule = { in: unsent, by: 'orders.edit', ofShop: true }
const papers: EditRule = { in: standing, by: 'orders.edit', ofShop: true }
const money: EditRule = { in: [...standing, 'refunded'], by: 'orders.payment', ofShop: true }

const rules: Record<EditableField, EditRule> = {
  items: goods,
  currency: goods,
  discount_amount: goods,
  tax_amount: goods,
  shipping_amount: goods,
  total_amount: goods,
  shipping_address: goods,
  shipping_country: goods,
  shipping_method: goods,
  customer_id: papers,
  order_number: papers,
  placed_at: papers,
  channel: papers,
  billing_address: papers,
  customer_note: papers,
  payment_status: money,
  payment_method: money,
  payment_reference: money,
  paid_at: money,
  internal_note: { in: orderStatuses, by: 'orders.note', ofShop: false },
  tags: { in: orderStatuses, by: 'orders.edit', ofShop: false },
  custom_fields: { in: orderStatuses, by: 'orders.edit', ofShop: false },
}

const fields = Object.keys(rules) as EditableField[]

/** `<platform>:<integration>`; an import's source sends nothing by itself. */
export function isLiveShop(source: string): boolean {
  return source.includes(':')
}

export const shopFields: readonly EditableField[] = fields.filter((field) => rules[field].ofShop)

/** What somebody who may edit orders can change of one now. */
export function editableFields(status: OrderStatus, source: string): EditableField[] {
  return fields.filter((field) => {
    const { in: statuses, ofShop } = rules[field]
    return statuses.includes(status) && !(ofShop && isLiveShop(source))
  })
}

/** Throws a DomainError that names every field that may not change now. */
export function refuseClosedFields(changed: readonly string[], order: StandingOrder, role: ActingRole | null): void {
  const may = editableFields(order.status, order.source).filter((field) => mayDo(role, rules[field].by))
  const open = new Set<string>(may)
  const closed = changed.filter((field) => !open.has(field))
  if (!closed.length) return
  const isOfShop = (field: string) => isLiveShop(order.source) && shopFields.some((name) => name === field)
  const details: ErrorDetails = Object.fromEntries(
    closed.map((field) => [
      field,
      [
        isOfShop(field)
          ? say('order.field_of_shop', { source: order.source })
          : say('order.field_closed', { status: order.status }),
      ],
    ]),
  )
  throw new OrderNotEditable(details)
}

/** SQL for the fields of the order `o` that may be edited now, from the same table. */
export const editableFieldsSql = `(case when strpos(o.source, ':') > 0 then ${byStatus('shop:1')} else ${byStatus('manual')} end)::json`

export const shopFieldsSql = `(case when strpos(o.source, ':') > 0 then '${JSON.stringify(shopFields)}' else '[]' end)::json`

function byStatus(source: string): string {
  const choices = orderStatuses.map(
    (status) => `when '${status}' then '${JSON.stringify(editableFields(status, source))}'`,
  )
  return `(case o.status ${choices.join(' ')} end)`
}

function mayDo(role: ActingRole | null, permission: Permission): boolean {
  return role === 'system' || permissions[permission].some((name) => name === role)
}
