import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonToggleModule } from '@angular/material/button-toggle'
import { TranslocoDirective } from '@jsverse/transloco'
import { Analytics, type TopCustomer } from '../../data/analytics.data'
import { loaded } from '../../data/loaded'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { ReportMetaLine } from './report-meta'
import { reportUrl } from './report-url'
import { TopCustomers } from './top-customers'

@Component({
  selector: 'app-top-report',
  imports: [MatButtonToggleModule, TranslocoDirective, EmptyState, ErrorState, ReportMetaLine, Skeleton, TopCustomers],
  template: `
    <div class="stack" *transloco="let t; prefix: 'analytics'">
      <mat-button-toggle-group
        hideSingleSelectionIndicator
        [attr.aria-label]="t('top_by')"
        [value]="by()"
        (change)="url.set({ by: $event.value })"
      >
        <mat-button-toggle value="lifetime_value">{{ t('by_value') }}</mat-button-toggle>
        <mat-button-toggle value="orders">{{ t('by_orders') }}</mat-button-toggle>
      </mat-button-toggle-group>
      @if (report.failure(); as failure) {
        <section class="sheet"><ui-error [failure]="failure" (retry)="report.reload()" /></section>
      } @else if (report.value(); as answer) {
        <app-report-meta [meta]="answer.meta" />
        <section class="sheet">
          @if (rows().length === 0) {
            <ui-empty icon="customers" [heading]="t('empty')" />
          } @else {
            <app-top-customers [customers]="rows()" [busy]="report.loading()" />
          }
        </section>
      } @else {
        <section class="sheet"><ui-skeleton [lines]="10" /></section>
      }
    </div>
  `,
  styles: `
    mat-button-toggle-group {
      justify-self: start;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TopReport {
  private readonly analytics = inject(Analytics)
  protected readonly url = reportUrl('all')
  protected readonly by = computed(() => this.url.value('by', 'lifetime_value'))
  protected readonly report = loaded(
    () => ({ by: this.by(), limit: 25, currency: this.url.currency() }),
    (query) => this.analytics.top(query),
  )
  protected readonly rows = computed<readonly TopCustomer[]>(() => this.report.value()?.data ?? [])
}
