import { ChangeDetectionStrategy, Component, input } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'

/** Grey lines in place of what loads; they appear only when it takes longer than a blink. */
@Component({
  selector: 'ui-skeleton',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'common'">
      <span class="visually-hidden" role="status">{{ t('loading') }}</span>
      @for (line of lineNumbers(); track line) {
        <span class="line" [style.inline-size.%]="100 - ((line * 17) % 40)"></span>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      padding-block: var(--space-3);
      opacity: 0;
      animation: appear 0.2s 0.2s forwards;
    }
    .line {
      block-size: 16px;
      border-radius: 6px;
      background: var(--mat-sys-surface-container-high);
    }
    @keyframes appear {
      to {
        opacity: 1;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Skeleton {
  readonly lines = input(6)
  protected lineNumbers() {
    return Array.from({ length: this.lines() }, (_, index) => index)
  }
}
