import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { MatProgressBarModule } from '@angular/material/progress-bar'
import { TranslocoService } from '@jsverse/transloco'
import { Formats } from './formats'

/** How far long work is; without a total it only shows that it moves. */
@Component({
  selector: 'ui-progress',
  imports: [MatProgressBarModule],
  template: `
    <mat-progress-bar
      [mode]="ratio() === undefined ? 'indeterminate' : 'determinate'"
      [value]="(ratio() ?? 0) * 100"
      [attr.aria-label]="label()"
    />
    <p class="muted number" aria-live="polite">{{ text() }}</p>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }
    mat-progress-bar {
      --mat-progress-bar-track-height: 8px;
      --mat-progress-bar-active-indicator-height: 8px;
      border-radius: 4px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Progress {
  private readonly formats = inject(Formats)
  private readonly transloco = inject(TranslocoService)
  readonly label = input.required<string>()
  readonly done = input.required<number>()
  readonly total = input.required<number | null>()
  protected readonly ratio = computed(() => {
    const total = this.total()
    return total ? Math.min(1, this.done() / total) : undefined
  })
  protected readonly text = computed(() => {
    const [ratio, done] = [this.ratio(), this.formats.number(this.done())]
    if (ratio === undefined && this.done() === 0) return this.transloco.translate('progress.starting')
    if (ratio === undefined) return this.formats.counted('progress.rows', this.done())
    return this.formats.counted('progress.rows_of', this.total() ?? 0, { done, percent: this.formats.percent(ratio) })
  })
}
