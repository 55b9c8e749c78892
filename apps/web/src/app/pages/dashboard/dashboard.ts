import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatButtonToggleModule } from '@angular/material/button-toggle'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { Analytics, type CountryRow, type Figures } from '../../data/analytics.data'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { Session } from '../../data/session'
import { Chart } from '../../ui/chart'
import { Formats } from '../../ui/formats'
import { KeyFigure } from '../../ui/key-figure'
import { Language } from '../../ui/language'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { revenueChart } from '../analytics/report-charts'
import { ReportMetaLine } from '../analytics/report-meta'
import { reportUrl } from '../analytics/report-url'
import { TopCustomers } from '../analytics/top-customers'
import { OrderRows } from '../orders/order-rows'
import { CountryBars } from './country-bars'

@Component({
  selector: 'app-dashboard',
  imports: [
    MatButtonModule,
    MatButtonToggleModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Chart,
    CountryBars,
    EmptyState,
    ErrorState,
    KeyFigure,
    OrderRows,
    PageHeader,
    ReportMetaLine,
    Skeleton,
    TopCustomers,
  ],
  templateUrl: './dashboard.html',
  styleUrl: './dashboard.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DashboardPage {
  private readonly analytics = inject(Analytics)
  private readonly orders = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = reportUrl('year')

  protected readonly figures = loaded(this.url.query, (query) => this.analytics.dashboard(query))
  protected readonly revenue = loaded(this.url.query, (query) => this.analytics.revenue(query))
  protected readonly countries = loaded(this.url.query, (query) => this.analytics.countries(query))
  protected readonly top = loaded(
    () => ({ by: 'lifetime_value', limit: 5 }),
    (query) => this.analytics.top(query),
  )
  protected readonly newest = loaded(
    () => ({ sort: '-placed_at', per_page: 6 }),
    (query) => this.orders.list(query),
  )

  protected readonly chart = computed(() => {
    this.language.current()
    const answer = this.revenue.value()
    return revenueChart(answer?.data ?? [], answer?.meta.currency ?? this.url.currency(), this.formats, (key) =>
      this.transloco.translate(`analytics.${key}`),
    )
  })
  protected readonly largest = computed<readonly CountryRow[]>(() => (this.countries.value()?.data ?? []).slice(0, 8))
  protected readonly empty = computed(() => this.newest.value()?.data.length === 0)
  /** There are orders, but none in the period: older ones have been imported. */
  protected readonly quiet = computed(() => this.figures.value()?.data.current.orders === 0 && !this.empty())

  protected amount(figures: Figures | null | undefined, name: 'gross_revenue' | 'net_revenue' | 'refunded_amount') {
    return figures ? Number(figures[name]) : undefined
  }
}
