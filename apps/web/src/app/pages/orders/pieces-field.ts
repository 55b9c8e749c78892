import { ChangeDetectionStrategy, Component, inject, input, model } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective } from '@jsverse/transloco'
import { Formats } from '../../ui/formats'
import { allOf, type Pieces, type PiecesLine } from './pieces'

/** How many pieces of which lines. */
@Component({
  selector: 'app-pieces-field',
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <fieldset *transloco="let t; prefix: 'pieces'">
      <legend>{{ label() }}</legend>
      @for (line of lines(); track line.id) {
        <div class="line">
          <label [for]="'pieces-' + line.id">
            <bdi>{{ line.name }}</bdi>
            @if (line.detail) {
              <bdi class="muted">{{ line.detail }}</bdi>
            }
          </label>
          <span class="count">
            <input
              type="number"
              inputmode="numeric"
              min="0"
              step="1"
              [id]="'pieces-' + line.id"
              [max]="line.left"
              [value]="chosen()[line.id] ?? 0"
              (input)="choose(line, $event)"
            />
            <span class="muted">{{ t('of', { left: formats.number(line.left) }) }}</span>
          </span>
        </div>
      } @empty {
        <p class="muted">{{ t('none') }}</p>
      }
      @if (lines().length > 1) {
        <div class="row">
          <button matButton type="button" (click)="chosen.set(all())">{{ t('all') }}</button>
          <button matButton type="button" (click)="chosen.set({})">{{ t('clear') }}</button>
        </div>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      min-inline-size: 0;
      margin: 0;
      padding: var(--space-2) var(--space-3);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
    }
    legend {
      padding-inline: var(--space-1);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-1) var(--space-3);
      padding-block: var(--space-1);
    }
    label {
      display: grid;
      flex: 1 1 140px;
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    .count {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      white-space: nowrap;
    }
    input {
      inline-size: 5rem;
      padding: 6px 8px;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 6px;
      background: transparent;
      color: inherit;
      font: inherit;
      text-align: end;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PiecesField {
  protected readonly formats = inject(Formats)
  readonly label = input.required<string>()
  readonly lines = input.required<readonly PiecesLine[]>()
  readonly chosen = model<Pieces>({})

  protected all(): Pieces {
    return allOf(this.lines())
  }

  /** What is no whole number of pieces that are there becomes the nearest one. */
  protected choose({ id, left }: PiecesLine, event: Event) {
    const field = event.target as HTMLInputElement
    const wanted = Math.trunc(Number(field.value))
    const quantity = Math.min(left, Math.max(0, Number.isFinite(wanted) ? wanted : 0))
    if (field.value !== '' && String(quantity) !== field.value) field.value = String(quantity)
    this.chosen.update((pieces) => ({ ...pieces, [id]: quantity }))
  }
}
