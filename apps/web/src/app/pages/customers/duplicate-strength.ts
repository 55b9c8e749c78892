import { ChangeDetectionStrategy, Component, input } from '@angular/core'
import { TranslocoPipe } from '@jsverse/transloco'
import type { Duplicate } from '../../data/customers.data'

/** How likely it is that people are one. */
@Component({
  selector: 'app-duplicate-strength',
  imports: [TranslocoPipe],
  template: `{{ 'duplicates.strength.' + strength() | transloco }}`,
  host: { '[attr.data-strength]': 'strength()' },
  styles: `
    :host {
      padding: 2px 10px;
      border-radius: 999px;
      background: var(--neutral-container);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-label-medium);
      white-space: nowrap;
    }
    :host([data-strength='strong']) {
      background: var(--warning-container);
      color: var(--warning);
    }
    :host([data-strength='medium']) {
      background: var(--calm-container);
      color: var(--calm);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DuplicateStrength {
  readonly strength = input.required<Duplicate['strength']>()
}
