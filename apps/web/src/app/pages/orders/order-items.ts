import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { OrderItemDto } from '../../api/models/order-item-dto'
import type { Order } from '../../data/orders.data'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Money } from '../../ui/money'

/** An order's lines and what they add up to. Adjustments (neither sale nor refund) are marked as such. */
@Component({
  selector: 'app-order-items',
  imports: [RouterLink, TranslocoDirective, Cell, DataTable, Money],
  templateUrl: './order-items.html',
  styleUrl: './order-items.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderItems {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  readonly order = input.required<Order>()
  protected readonly items = computed<readonly OrderItemDto[]>(() => this.order().items ?? [])
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`order.item.${key}`)
    return [
      { key: 'product', label: label('product') },
      { key: 'quantity', label: label('quantity'), numeric: true },
      { key: 'price', label: label('unit_price'), numeric: true },
      { key: 'total', label: label('total_price'), numeric: true },
    ]
  })
  protected readonly sums = computed(() => {
    const order = this.order()
    const lines = [
      ['subtotal', order.subtotal_amount],
      ['discount', order.discount_amount],
      ['shipping', order.shipping_amount],
      ['tax', order.tax_amount],
    ] as const
    return lines.flatMap(([key, amount]) => (Number(amount) !== 0 ? [{ key, amount }] : []))
  })

  /** Unit prices keep the decimals of their source. */
  protected unitPrice(item: OrderItemDto): string {
    const decimals = item.unit_price.split('.')[1]?.length ?? 0
    return this.formats.money(item.unit_price, this.order().currency, {
      ...(decimals > 2 && { minimumFractionDigits: 2, maximumFractionDigits: decimals }),
    })
  }
}
