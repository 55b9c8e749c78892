import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { Formats } from './formats'

/** A country by its code and its name in the reader's language; null is the unknown one, which reports count too. */
@Component({
  selector: 'ui-country',
  template: `
    @if (code(); as known) {
      <bdi class="code" aria-hidden="true">{{ known }}</bdi>
    }
    <span [class.muted]="!code()">{{ name() }}</span>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: baseline;
      gap: var(--space-2);
    }
    .code {
      flex: none;
      font: var(--mat-sys-label-small);
      letter-spacing: 0.06em;
      padding: 1px 5px;
      border-radius: 4px;
      background: var(--neutral-container);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Country {
  private readonly formats = inject(Formats)
  readonly code = input.required<string | null | undefined>()
  protected readonly name = computed(() => this.formats.country(this.code()))
}
