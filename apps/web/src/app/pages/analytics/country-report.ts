import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { Analytics } from '../../data/analytics.data'
import { loaded } from '../../data/loaded'
import { Chart } from '../../ui/chart'
import { Country } from '../../ui/country'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Money } from '../../ui/money'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { countryChart } from './report-charts'
import { ReportMetaLine } from './report-meta'
import { reportUrl } from './report-url'

@Component({
  selector: 'app-country-report',
  imports: [
    TranslocoDirective,
    Cell,
    Chart,
    Country,
    DataTable,
    EmptyState,
    ErrorState,
    Money,
    ReportMetaLine,
    Skeleton,
  ],
  templateUrl: './country-report.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CountryReport {
  private readonly analytics = inject(Analytics)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly word = (key: string) => this.transloco.translate(`analytics.${key}`)
  protected readonly formats = inject(Formats)
  protected readonly url = reportUrl('all')
  protected readonly report = loaded(this.url.query, (query) => this.analytics.countries(query))
  protected readonly rows = computed(() => this.report.value()?.data ?? [])
  protected readonly chart = computed(() => {
    this.language.current()
    const currency = this.report.value()?.meta.currency ?? this.url.currency()
    return countryChart(this.rows().slice(0, 12), currency, this.formats, this.word)
  })
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    return [
      { key: 'country', label: this.word('country') },
      { key: 'gross', label: this.word('gross'), numeric: true },
      { key: 'refunded', label: this.word('refunded'), numeric: true },
      { key: 'net', label: this.word('net'), numeric: true },
      { key: 'orders', label: this.word('orders'), numeric: true },
      { key: 'customers', label: this.word('customers'), numeric: true },
    ]
  })
}
