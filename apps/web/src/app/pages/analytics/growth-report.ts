import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { Analytics, type GrowthRow } from '../../data/analytics.data'
import { loaded } from '../../data/loaded'
import { Chart } from '../../ui/chart'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { growthChart } from './report-charts'
import { ReportMetaLine } from './report-meta'
import { reportUrl } from './report-url'

@Component({
  selector: 'app-growth-report',
  imports: [TranslocoDirective, Chart, EmptyState, ErrorState, ReportMetaLine, Skeleton],
  template: `
    <div class="stack" *transloco="let t; prefix: 'analytics'">
      @if (report.failure(); as failure) {
        <section class="sheet"><ui-error [failure]="failure" (retry)="report.reload()" /></section>
      } @else if (report.value(); as answer) {
        <app-report-meta [meta]="answer.meta" />
        @if (rows().length === 0) {
          <section class="sheet"><ui-empty icon="chart" [heading]="t('empty')" [text]="t('empty_text')" /></section>
        } @else {
          <section class="sheet"><ui-chart [heading]="t('new_customers')" [data]="added()" /></section>
          <section class="sheet"><ui-chart [heading]="t('cumulative_customers')" [data]="cumulative()" /></section>
        }
      } @else {
        <section class="sheet"><ui-skeleton [lines]="10" /></section>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class GrowthReport {
  private readonly analytics = inject(Analytics)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly formats = inject(Formats)
  private readonly url = reportUrl('all')
  protected readonly report = loaded(
    () => ({ from: this.url.from(), to: this.url.to() }),
    (query) => this.analytics.growth(query),
  )
  protected readonly rows = computed<readonly GrowthRow[]>(() => this.report.value()?.data ?? [])
  protected readonly added = computed(() => this.chart('new_customers'))
  protected readonly cumulative = computed(() => this.chart('cumulative_customers'))

  private chart(measure: 'new_customers' | 'cumulative_customers') {
    this.language.current()
    return growthChart(this.rows(), measure, this.formats, (key) => this.transloco.translate(`analytics.${key}`))
  }
}
