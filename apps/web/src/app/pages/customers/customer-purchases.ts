import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { loaded } from '../../data/loaded'
import { Orders, type Purchases } from '../../data/orders.data'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Money } from '../../ui/money'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'

/** What a customer bought, and in which intervals. */
@Component({
  selector: 'app-customer-purchases',
  imports: [
    MatButtonModule,
    RouterLink,
    TranslocoDirective,
    Cell,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    Money,
    Skeleton,
  ],
  templateUrl: './customer-purchases.html',
  styles: `
    .rhythm {
      margin: 0 0 var(--space-3);
    }
    .sub {
      display: block;
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerPurchases {
  private readonly orders = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  readonly customerId = input.required<string>()
  protected readonly most = 200
  protected readonly shown = signal(10)
  private readonly wanted = computed(() => ({ id: this.customerId(), limit: this.shown() }))
  readonly purchases = loaded(this.wanted, ({ id, limit }) => this.orders.purchases(id, limit))
  protected readonly products = computed<Purchases['products']>(() => this.purchases.value()?.products ?? [])
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`purchases.column.${key}`)
    return [
      { key: 'product', label: label('product') },
      { key: 'times', label: label('times'), numeric: true },
      { key: 'quantity', label: label('quantity'), numeric: true },
      { key: 'revenue', label: label('revenue'), numeric: true },
      { key: 'last', label: label('last') },
    ]
  })

  protected days(days: number): string {
    return this.formats.counted('purchases.days', days)
  }
}
