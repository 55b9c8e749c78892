import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  linkedSignal,
  output,
} from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoPipe } from '@jsverse/transloco'

/** What the API searches for has two characters at least. */
const shortest = 2

/** Searches a moment after the last key, at once on Enter. */
@Component({
  selector: 'ui-search-box',
  imports: [MatIconModule, TranslocoPipe],
  template: `
    <mat-icon svgIcon="search" aria-hidden="true" />
    <input
      #box
      type="search"
      enterkeyhint="search"
      [attr.aria-label]="label()"
      [placeholder]="label()"
      [value]="typed()"
      (input)="type(box.value)"
      (keydown.enter)="send()"
    />
    <span class="hint" role="status">{{ short() ? ('palette.short' | transloco) : '' }}</span>
  `,
  styles: `
    :host {
      position: relative;
      display: flex;
      align-items: center;
      gap: var(--space-2);
      flex: 1 1 260px;
      max-inline-size: 420px;
      min-block-size: 36px;
      padding-inline: var(--space-3);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
      background: var(--mat-sys-surface-container-lowest);
    }
    :host(:focus-within) {
      outline: 2px solid var(--mat-sys-primary);
      outline-offset: -1px;
    }
    mat-icon {
      inline-size: 20px;
      block-size: 20px;
      flex: none;
      color: var(--mat-sys-on-surface-variant);
    }
    input {
      flex: 1;
      min-inline-size: 0;
      border: 0;
      outline: 0;
      background: none;
      color: inherit;
      font: var(--mat-sys-body-medium);
    }
    .hint {
      position: absolute;
      inset-block-start: calc(100% + 2px);
      inset-inline-start: var(--space-3);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SearchBox {
  readonly label = input.required<string>()
  readonly value = input('')
  readonly valueChange = output<string>()
  protected readonly typed = linkedSignal(() => this.value())
  protected readonly short = computed(() => {
    const { length } = this.typed().trim()
    return length > 0 && length < shortest
  })
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer))
  }

  protected type(text: string) {
    this.typed.set(text)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), 300)
  }

  protected send() {
    clearTimeout(this.timer)
    if (!this.short() && this.typed() !== this.value()) this.valueChange.emit(this.typed())
  }
}
