import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { customerNames } from '../../data/customer-names'
import type { CustomField } from '../../data/custom-fields.data'
import type { Room } from '../../ui/list-rows'
import type { Order } from '../../data/orders.data'
import { Country } from '../../ui/country'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Language } from '../../ui/language'
import { Money } from '../../ui/money'
import { StatusChip } from '../../ui/status-chip'
import { FieldValue } from '../custom-fields/field-value'
import { conversion } from './conversion'
import { orderColumns } from './order-columns'

const fewColumns = {
  own: ['order_number', 'placed_at', 'status', 'payment_status', 'total_amount'],
  brief: ['order_number', 'status', 'total_amount'],
  short: ['order_number', 'customer_name', 'status', 'total_amount'],
} as const

/** Orders as a table, wherever they are listed; `own` and `brief` are one customer's. */
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
  readonly list = input('')
  /** A few columns that fit a place, or `all`, which `columns` then says. */
  readonly columnsShown = input<'own' | 'brief' | 'short' | 'all'>('own')
  readonly columns = input<readonly Column[]>([])
  /** Fields of the workspace's own that `columns` may name. */
  readonly fields = input<readonly CustomField[]>([])
  readonly busy = input(false)
  readonly room = input<Room>()
  readonly sort = input('')
  readonly sortChange = output<string>()
  /** The order whose preview is open, empty for none; without it there are no previews. */
  readonly previewed = input<string>()
  readonly previewedChange = output<string>()
  protected readonly conversion = conversion
  private readonly names = customerNames(() =>
    this.columnsShown() === 'own' || this.columnsShown() === 'brief'
      ? []
      : this.orders().flatMap((order) => (order.customer_name ? [] : (order.customer_id ?? []))),
  )

  protected readonly days = ['paid_at', 'shipped_at', 'delivered_at', 'updated_at'] as const
  protected readonly texts = ['source', 'payment_method', 'carrier', 'tracking_number'] as const
  protected readonly shown = computed<readonly Column[]>(() => {
    const { columns, columnsShown } = this
    if (columnsShown() === 'all') return columns()
    const all = orderColumns(this.transloco, this.language.current())
    return fewColumns[columnsShown() as keyof typeof fewColumns].flatMap((key) => {
      const column = all.find((one) => one.key === key)
      return column ? { ...column, sort: undefined } : []
    })
  })
  protected readonly numberOf = ({ order_number }: Order) => order_number

  protected customer(order: Order): string {
    const name = order.customer_name ?? this.names().get(order.customer_id ?? '')
    return name ?? this.transloco.translate(order.customer_id ? 'customers.nameless' : 'orders.guest')
  }
}
