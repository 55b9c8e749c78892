import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { customerNames } from '../../data/customer-names'
import { type CustomField, fieldLabel, fieldPrefix } from '../../data/custom-fields.data'
import type { Order } from '../../data/orders.data'
import { Country } from '../../ui/country'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Language } from '../../ui/language'
import { Money } from '../../ui/money'
import { StatusChip } from '../../ui/status-chip'
import { FieldValue } from '../custom-fields/field-value'
import { conversion } from './conversion'

/** Orders as a table, wherever they are listed. Without `withCustomer` it is one customer's own. */
@Component({
  selector: 'app-order-rows',
  imports: [RouterLink, TranslocoDirective, Cell, Country, DataTable, DateTime, FieldValue, Money, StatusChip],
  templateUrl: './order-rows.html',
  styleUrl: '../../ui/list-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderRows {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  readonly orders = input.required<readonly Order[]>()
  readonly columnsShown = input<'own' | 'short' | 'all'>('own')
  /** Fields of the workspace's own, as further columns of `all`. */
  readonly fields = input<readonly CustomField[]>([])
  readonly busy = input(false)
  readonly sort = input('')
  readonly sortChange = output<string>()
  protected readonly conversion = conversion
  private readonly names = customerNames(() =>
    this.columnsShown() === 'own'
      ? []
      : this.orders().flatMap((order) => (order.customer_name ? [] : (order.customer_id ?? []))),
  )

  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`orders.column.${key}`)
    const sortable = this.columnsShown() === 'all'
    const number = { key: 'number', label: label('number') }
    const customer = { key: 'customer', label: label('customer') }
    const placed = { key: 'placed', label: label('placed'), ...(sortable && { sort: 'placed_at' }) }
    const status = { key: 'status', label: label('status') }
    const payment = { key: 'payment', label: label('payment') }
    const country = { key: 'country', label: label('country') }
    const total: Column = {
      key: 'total',
      label: label('total'),
      numeric: true,
      ...(sortable && { sort: 'total_amount_usd' }),
    }
    switch (this.columnsShown()) {
      case 'own':
        return [number, placed, status, payment, total]
      case 'short':
        return [number, customer, status, total]
      case 'all':
        return [number, customer, placed, status, payment, country, total, ...this.ownColumns()]
    }
  })

  private ownColumns(): Column[] {
    return this.fields().map((field) => ({
      key: fieldPrefix + field.key,
      label: fieldLabel(field, this.language.current()),
      sort: fieldPrefix + field.key,
      ...(field.type === 'number' && { numeric: true as const }),
    }))
  }

  protected customer(order: Order): string {
    const name = order.customer_name ?? this.names().get(order.customer_id ?? '')
    return name ?? this.transloco.translate(order.customer_id ? 'customers.nameless' : 'orders.guest')
  }
}
