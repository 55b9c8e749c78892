import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { Analytics, type ProductRow } from '../../data/analytics.data'
import { loaded } from '../../data/loaded'
import { Formats } from '../../ui/formats'
import { KeyFigure } from '../../ui/key-figure'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { ReportMetaLine } from '../analytics/report-meta'
import { reportUrl } from '../analytics/report-url'

const nothingSold: Pick<ProductRow, Shown> = {
  units: 0,
  refunded_units: 0,
  gross_revenue: '0',
  refunded_amount: '0',
  net_revenue: '0',
  orders: 0,
  units_with_cost: 0,
  margin: null,
  margin_percent: null,
}
type Shown =
  | 'units'
  | 'refunded_units'
  | 'gross_revenue'
  | 'refunded_amount'
  | 'net_revenue'
  | 'orders'
  | 'units_with_cost'
  | 'margin'
  | 'margin_percent'

/** What one product sold in a period, and what it earned where its cost is known. */
@Component({
  selector: 'app-product-figures',
  imports: [TranslocoDirective, TranslocoPipe, ErrorState, KeyFigure, ReportMetaLine, Skeleton],
  template: `
    <section *transloco="let t; prefix: 'products'" [attr.aria-label]="t('sold')">
      <label class="choice">
        <span>{{ 'dashboard.period' | transloco }}</span>
        <select #period [value]="url.value('period', 'year')" (change)="url.set({ period: period.value })">
          @for (one of periods; track one) {
            <option [value]="one" [selected]="one === url.value('period', 'year')">
              {{ 'dashboard.periods.' + one | transloco }}
            </option>
          }
        </select>
      </label>
      @if (report.failure(); as failure) {
        <div class="sheet"><ui-error [failure]="failure" (retry)="report.reload()" /></div>
      } @else if (report.value(); as answer) {
        <div class="figures" [attr.aria-busy]="report.loading()">
          <ui-key-figure
            [label]="t('column.units')"
            [value]="formats.number(row().units)"
            [hint]="row().refunded_units > 0 ? t('given_back', { count: formats.number(row().refunded_units) }) : ''"
          />
          <ui-key-figure [label]="t('orders_in_period')" [value]="formats.number(row().orders)" />
          <ui-key-figure [label]="t('gross')" [value]="formats.money(row().gross_revenue, answer.meta.currency)" />
          <ui-key-figure
            [label]="t('net')"
            [value]="formats.money(row().net_revenue, answer.meta.currency)"
            [hint]="refunded()"
          />
          <ui-key-figure [label]="t('margin')" [value]="margin()" [hint]="marginHint()" />
        </div>
        <app-report-meta [meta]="answer.meta" />
      } @else {
        <ui-skeleton [lines]="3" />
      }
    </section>
  `,
  styleUrl: '../../ui/choice.scss',
  styles: `
    section {
      display: grid;
      gap: var(--space-3);
    }
    .choice {
      justify-self: start;
    }
    .figures {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px), 1fr));
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProductFigures {
  private readonly analytics = inject(Analytics)
  private readonly transloco = inject(TranslocoService)
  protected readonly formats = inject(Formats)
  readonly id = input.required<string>()
  protected readonly periods = ['month', 'this_year', 'year', 'all'] as const
  protected readonly url = reportUrl('year')
  protected readonly report = loaded(
    () => ({ ...this.url.query(), product_id: this.id() }),
    (query) => this.analytics.products(query),
  )
  protected readonly row = computed<Pick<ProductRow, Shown>>(() => this.report.value()?.data[0] ?? nothingSold)
  private readonly currency = computed(() => this.report.value()?.meta.currency ?? 'EUR')

  protected readonly margin = computed(() => {
    const { margin } = this.row()
    return margin === null ? '–' : this.formats.money(margin, this.currency())
  })

  protected readonly refunded = computed(() => {
    const { refunded_amount: amount } = this.row()
    if (Number(amount) === 0) return ''
    return this.transloco.translate('products.refunded', { amount: this.formats.money(amount, this.currency()) })
  })

  /** Its share of net revenue, and for how many of the pieces it is known. */
  protected readonly marginHint = computed(() => {
    const { units, units_with_cost: known, margin_percent: percent } = this.row()
    if (units > 0 && known === 0) return this.transloco.translate('products.no_cost')
    const [some, all] = [this.formats.number(known), this.formats.number(units)]
    const share = percent === null ? [] : [this.formats.percent(percent / 100)]
    const part = known < units ? [this.transloco.translate('products.cost_known', { known: some, units: all })] : []
    return [...share, ...part].join(' · ')
  })
}
