import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { Analytics, type CountryRow } from '../../data/analytics.data'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { Session } from '../../data/session'
import { Chart } from '../../ui/chart'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { WorldMap } from '../../ui/world-map'
import { endOfMonth } from '../analytics/days'
import { revenueChart } from '../analytics/report-charts'
import { ReportMetaLine } from '../analytics/report-meta'
import { reportUrl } from '../analytics/report-url'
import { TopCustomers } from '../analytics/top-customers'
import { OrderRows } from '../orders/order-rows'
import { CountryBars } from './country-bars'
import { daysOf } from './days-of'
import { KeyFigures } from './key-figures'
import { RecentActivity } from './recent-activity'

@Component({
  selector: 'app-dashboard',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Chart,
    CountryBars,
    EmptyState,
    ErrorState,
    KeyFigures,
    OrderRows,
    PageHeader,
    RecentActivity,
    ReportMetaLine,
    Skeleton,
    TopCustomers,
    WorldMap,
  ],
  templateUrl: './dashboard.html',
  styleUrls: ['../../ui/choice.scss', './dashboard.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DashboardPage {
  private readonly analytics = inject(Analytics)
  private readonly orders = inject(Orders)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly router = inject(Router)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = reportUrl('year')

  protected readonly periods = ['month', 'this_year', 'year', 'all'] as const
  protected readonly comparisons = ['previous_period', 'previous_year'] as const
  protected readonly comparison = computed(() => this.url.value('compare', 'previous_period'))
  protected readonly figures = loaded(
    () => ({ ...this.url.query(), compare: this.comparison() }),
    (query) => this.analytics.dashboard(query),
  )
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
  protected readonly onMap = computed(() => {
    const { data = [], meta } = this.countries.value() ?? {}
    return data.flatMap(({ country_code: code, net_revenue }) => {
      const text = this.formats.money(net_revenue, meta?.currency ?? this.url.currency())
      return code ? [{ code, value: Number(net_revenue), text }] : []
    })
  })
  /** The days that the reports are about, as a filter of orders. */
  protected readonly placed = computed(() => {
    const meta = this.countries.value()?.meta
    return meta ? daysOf('placed_at', meta) : {}
  })
  protected readonly empty = computed(() => this.newest.value()?.data.length === 0)
  /** There are orders, but none in the period: older ones have been imported. */
  protected readonly quiet = computed(() => this.figures.value()?.data.current.orders === 0 && !this.empty())

  protected openCountry(code: string) {
    void this.router.navigate(['/orders'], { queryParams: { country_code: code, ...this.placed() } })
  }

  protected openMonth(index: number) {
    const from = this.revenue.value()?.data[index]?.from
    if (!from) return
    void this.router.navigate(['/orders'], { queryParams: daysOf('placed_at', { from, to: endOfMonth(from) }) })
  }
}
