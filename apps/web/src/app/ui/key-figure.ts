import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { type Params, RouterLink } from '@angular/router'
import { TranslocoService } from '@jsverse/transloco'
import { Formats } from './formats'

/** One number that matters, and how it moved since the period before when that is known. */
@Component({
  selector: 'ui-key-figure',
  imports: [MatIconModule, RouterLink],
  template: `
    @if (link(); as to) {
      <a class="label" [routerLink]="to" [queryParams]="query()">{{ label() }}</a>
    } @else {
      <span class="label">{{ label() }}</span>
    }
    <bdi class="value number">{{ value() }}</bdi>
    @if (trend(); as change) {
      <span class="trend" [class.up]="change.up" [class.down]="!change.up">
        <mat-icon [svgIcon]="change.up ? 'arrow_up' : 'arrow_down'" aria-hidden="true" />
        <bdi>{{ change.text }}</bdi>
      </span>
    } @else if (hint()) {
      <span class="muted hint">{{ hint() }}</span>
    }
  `,
  styles: `
    :host {
      display: grid;
      position: relative;
      align-content: start;
      gap: var(--space-1);
      min-inline-size: 0;
      padding: var(--space-4);
      container-type: inline-size;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--radius);
      background: var(--mat-sys-surface-container-lowest);
    }
    .label {
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-label-large);
    }
    a.label {
      text-decoration: none;
    }
    a.label::after {
      content: '';
      position: absolute;
      inset: 0;
      border-radius: var(--radius);
    }
    :host:has(a:hover) {
      border-color: var(--mat-sys-outline);
    }
    .value {
      font: 600 clamp(1.0625rem, 13.5cqi, 1.625rem) / 1.3 var(--mat-sys-body-large-font);
      letter-spacing: -0.01em;
      text-align: match-parent;
    }
    .trend,
    .hint {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
      font: var(--mat-sys-body-small);
    }
    .trend mat-icon {
      inline-size: 16px;
      block-size: 16px;
    }
    .up {
      color: var(--good);
    }
    .down {
      color: var(--bad);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyFigure {
  private readonly formats = inject(Formats)
  private readonly transloco = inject(TranslocoService)
  readonly label = input.required<string>()
  readonly value = input.required<string>()
  readonly hint = input<string>()
  /** Where the rows stand that the figure counts. */
  readonly link = input<string>()
  readonly query = input<Params>()
  /** This period's and the one before's amounts, for the change between them. */
  readonly now = input<number>()
  readonly before = input<number | undefined>()
  readonly since = input<'period' | 'year'>('period')
  protected readonly trend = computed(() => {
    const [now, before] = [this.now(), this.before()]
    if (now === undefined || !before) return undefined
    const ratio = now / before - 1
    const key = this.since() === 'year' ? 'common.since_year_before' : 'common.since_before'
    const text = this.transloco.translate(key, { change: this.formats.percent(Math.abs(ratio)) })
    return { up: ratio >= 0, text }
  })
}
