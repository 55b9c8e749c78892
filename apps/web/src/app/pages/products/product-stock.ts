import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'
import { Formats } from '../../ui/formats'

/** How many pieces there are, marked where they are few. */
@Component({
  selector: 'app-product-stock',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'products'">
      @if (pieces() === null) {
        <span class="muted">{{ t('not_counted') }}</span>
      } @else {
        <span class="number">{{ formats.number(pieces() ?? 0) }}</span>
      }
      @if (low()) {
        <span class="low">{{ t(several() ? 'some_low' : 'low') }}</span>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-2);
      justify-content: end;
    }
    .low {
      padding: 1px 8px;
      border-radius: 999px;
      background: var(--warning-container);
      color: var(--warning);
      font: var(--mat-sys-label-small);
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProductStock {
  protected readonly formats = inject(Formats)
  readonly pieces = input.required<number | null>()
  readonly low = input.required<boolean>()
  /** Whether these are the pieces of several variants, of which some may be low. */
  readonly several = input(false)
}
