import type { TranslocoService } from '@jsverse/transloco'
import type { Language } from '@portolan/contracts'
import type { Column } from '../../ui/data-table'

/** What a list of customers shows until its reader chooses. */
export const standardCustomerColumns = [
  'name',
  'country_code',
  'status',
  'total_orders',
  'lifetime_value',
  'last_order_date',
  'created_at',
]

/** Every column that a customer can have, under the names of the API, by which views keep them. */
export function customerColumns(transloco: TranslocoService, language: Language): readonly Column[] {
  const column = (key: string, label: string, more: Partial<Column> = {}): Column => ({
    key,
    label: transloco.translate(`customers.column.${label}`, {}, language),
    ...more,
  })
  return [
    column('name', 'name', { sort: 'name' }),
    column('country_code', 'country'),
    column('status', 'status'),
    column('total_orders', 'orders', { sort: 'total_orders', numeric: true }),
    column('lifetime_value', 'lifetime_value', { sort: 'lifetime_value', numeric: true }),
    column('last_order_date', 'last_order', { sort: 'last_order_date' }),
    column('created_at', 'created', { sort: 'created_at' }),
    column('email', 'email'),
    column('phone', 'phone'),
    column('company_name', 'company'),
    column('city', 'city'),
    column('language', 'language'),
    column('assigned_to_name', 'assigned_to'),
    column('average_order_value', 'average_order', { numeric: true }),
    column('first_order_date', 'first_order'),
    column('updated_at', 'updated', { sort: 'updated_at' }),
  ]
}
