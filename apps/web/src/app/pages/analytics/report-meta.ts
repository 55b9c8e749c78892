import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'
import type { ReportMeta } from '../../data/analytics.data'
import { Formats } from '../../ui/formats'

/** How the figures were made: currency, zone, whose customers, up to when, and what is missing from them. */
@Component({
  selector: 'app-report-meta',
  imports: [MatIconModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'report_meta'">
      <p class="muted">
        {{ t('made', { currency: currency(), timezone: meta().timezone }) }}
        @if (meta().scope === 'assigned') {
          {{ t('assigned') }}
        }
        @if (meta().complete_to; as at) {
          {{ t('complete_to', { time: formats.dateTime(at) }) }}
        }
      </p>
      @if (meta().orders_without_rate > 0) {
        <p class="warning">
          <mat-icon svgIcon="error" aria-hidden="true" />
          {{ formats.counted('report_meta.without_rate', meta().orders_without_rate) }}
        </p>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
      font: var(--mat-sys-body-small);
    }
    .warning {
      display: inline-flex;
      align-items: center;
      justify-self: start;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      border-radius: 8px;
      background: var(--warning-container);
      color: var(--warning);
    }
    mat-icon {
      inline-size: 18px;
      block-size: 18px;
      flex: none;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReportMetaLine {
  protected readonly formats = inject(Formats)
  readonly meta = input.required<ReportMeta>()
  protected readonly currency = computed(() => this.formats.currencyName(this.meta().currency))
}
