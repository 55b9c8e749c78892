import type { TranslocoService } from '@jsverse/transloco'
import type { Language } from '@portolan/contracts'
import type { Column } from '../../ui/data-table'

/** What a list of orders shows until its reader chooses. */
export const standardOrderColumns = [
  'order_number',
  'customer_name',
  'placed_at',
  'status',
  'payment_status',
  'country_code',
  'total_amount',
]

/** Every column that an order can have, under the names of the API, by which views keep them. */
export function orderColumns(transloco: TranslocoService, language: Language): readonly Column[] {
  const column = (key: string, label: string, more: Partial<Column> = {}): Column => ({
    key,
    label: transloco.translate(`orders.column.${label}`, {}, language),
    ...more,
  })
  return [
    column('order_number', 'number'),
    column('customer_name', 'customer'),
    column('placed_at', 'placed', { sort: 'placed_at' }),
    column('status', 'status'),
    column('payment_status', 'payment'),
    column('country_code', 'country'),
    column('total_amount', 'total', { sort: 'total_amount_usd', numeric: true }),
    column('refunded_amount', 'refunded', { numeric: true }),
    column('source', 'source'),
    column('payment_method', 'payment_method'),
    column('paid_at', 'paid'),
    column('carrier', 'carrier'),
    column('tracking_number', 'tracking_number'),
    column('shipped_at', 'shipped'),
    column('delivered_at', 'delivered'),
    column('updated_at', 'updated', { sort: 'updated_at' }),
  ]
}
