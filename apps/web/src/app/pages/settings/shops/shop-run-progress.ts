import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatProgressBarModule } from '@angular/material/progress-bar'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { ShopRun } from '../../../data/shops.data'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { Progress } from '../../../ui/progress'

/** The shop being asked: what is read now, how far it is, and what has come of it. */
@Component({
  selector: 'app-shop-run-progress',
  imports: [MatButtonModule, MatProgressBarModule, TranslocoDirective, Progress],
  template: `
    <section class="sheet stack" *transloco="let t; prefix: 'shops'" [attr.aria-label]="t('run.' + run().kind)">
      <div class="row head">
        <h2>{{ t('run.' + run().kind) }}</h2>
        @if (mayCancel()) {
          <button matButton type="button" (click)="cancelled.emit()">{{ t('cancel_run') }}</button>
        }
      </div>
      <div>
        <p class="now">
          <span>{{ t(run().object_type ? 'reading.' + run().object_type : 'reading.nothing') }}</span>
          @if (steps() > 1 && step() > 0) {
            <span class="muted">{{ t('step', { number: step(), total: steps() }) }}</span>
          }
        </p>
        @if (run().total_of_type !== null || run().done_of_type > 0) {
          <ui-progress [label]="t('run.' + run().kind)" [done]="run().done_of_type" [total]="run().total_of_type" />
        } @else {
          <mat-progress-bar mode="indeterminate" [attr.aria-label]="t('run.' + run().kind)" />
        }
      </div>
      @if (run().waits_until; as until) {
        <p class="banner" role="status">
          {{ t('waits', { time: formats.dateTime(until, { timeStyle: 'medium' }) }) }}
          <bdi dir="ltr">{{ run().last_error }}</bdi>
        </p>
      }
      <dl class="counts">
        @for (count of counts(); track count.label) {
          <div>
            <dt>{{ count.label }}</dt>
            <dd class="number">{{ count.value }}</dd>
          </div>
        }
      </dl>
    </section>
  `,
  styleUrl: './shop-health.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopRunProgress {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  readonly run = input.required<ShopRun>()
  readonly mayCancel = input.required<boolean>()
  readonly cancelled = output()
  protected readonly steps = computed(() => this.run().object_types.length)
  protected readonly step = computed(
    () => this.run().object_types.findIndex((type) => type === this.run().object_type) + 1,
  )
  protected readonly counts = computed(() => {
    this.language.current()
    const run = this.run()
    return (['created', 'updated', 'unchanged', 'failed'] as const).map((key) => ({
      label: this.transloco.translate(`shops.count.${key}`),
      value: this.formats.number(run[key]),
    }))
  })
}
