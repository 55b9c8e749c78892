import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'
import type { DashboardReport } from '../../data/analytics.data'
import { Formats } from '../../ui/formats'
import { KeyFigure } from '../../ui/key-figure'
import { daysOf } from './days-of'

type Amount = 'gross_revenue' | 'net_revenue' | 'average_order_value'

/** What a period brought, each figure against the one before and a way to the rows behind it. */
@Component({
  selector: 'app-key-figures',
  imports: [TranslocoDirective, KeyFigure],
  template: `
    <ng-container *transloco="let t; prefix: 'dashboard'">
      @for (amount of amounts; track amount) {
        <ui-key-figure
          [label]="t(amount)"
          [value]="money(amount)"
          [now]="number(amount)"
          [before]="numberBefore(amount)"
          [since]="since()"
          link="/orders"
          [query]="placed()"
        />
      }
      <ui-key-figure
        [label]="t('orders')"
        [value]="formats.number(now().orders)"
        [now]="now().orders"
        [before]="before()?.orders"
        [since]="since()"
        link="/orders"
        [query]="placed()"
      />
      <ui-key-figure
        [label]="t('customers')"
        [value]="formats.number(now().customers)"
        [now]="now().customers"
        [before]="before()?.customers"
        [since]="since()"
        link="/analytics/top-customers"
        [query]="period()"
      />
      <ui-key-figure
        [label]="t('new_customers')"
        [value]="formats.number(now().new_customers)"
        [now]="now().new_customers"
        [before]="before()?.new_customers"
        [since]="since()"
        link="/customers"
        [query]="first()"
      />
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(6, minmax(0, 1fr));
      gap: var(--space-3);
    }
    @media (max-width: 1340px) {
      :host {
        grid-template-columns: repeat(3, minmax(0, 1fr));
      }
    }
    @media (max-width: 600px) {
      :host {
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--space-3);
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyFigures {
  protected readonly formats = inject(Formats)
  readonly report = input.required<DashboardReport>()
  readonly since = input<'period' | 'year'>('period')
  protected readonly amounts: readonly Amount[] = ['gross_revenue', 'net_revenue', 'average_order_value']
  protected readonly now = computed(() => this.report().data.current)
  protected readonly before = computed(() => this.report().data.previous)
  protected readonly placed = computed(() => daysOf('placed_at', this.report().meta))
  protected readonly first = computed(() => daysOf('first_order_date', this.report().meta))
  protected readonly period = computed(() => ({ from: this.report().meta.from, to: this.report().meta.to }))

  protected money(amount: Amount): string {
    const value = this.now()[amount]
    return value === null ? '–' : this.formats.money(value, this.report().meta.currency)
  }

  protected number(amount: Amount): number | undefined {
    const value = this.now()[amount]
    return value === null ? undefined : Number(value)
  }

  protected numberBefore(amount: Amount): number | undefined {
    const value = this.before()?.[amount]
    return value ? Number(value) : undefined
  }
}
