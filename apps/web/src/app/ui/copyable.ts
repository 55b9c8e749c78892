import { Clipboard } from '@angular/cdk/clipboard'
import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { MatTooltipModule } from '@angular/material/tooltip'
import { TranslocoDirective } from '@jsverse/transloco'

/** An id as people need it: left to right in every script, and one click away from the clipboard. */
@Component({
  selector: 'ui-copyable',
  imports: [MatIconModule, MatTooltipModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'common'">
      <bdi dir="ltr" class="text">{{ text() }}</bdi>
      <button
        type="button"
        [attr.aria-label]="t('copy', { what: label() ?? text() })"
        [matTooltip]="copied() ? t('copied') : t('copy_hint')"
        (click)="copy($event)"
      >
        <mat-icon [svgIcon]="copied() ? 'check' : 'copy'" />
      </button>
      <span class="visually-hidden" aria-live="polite">{{ copied() ? t('copied') : '' }}</span>
    </ng-container>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
      max-inline-size: 100%;
      font-size: 0.8125rem;
    }
    .text {
      overflow: hidden;
      text-overflow: ellipsis;
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    button {
      display: inline-grid;
      place-items: center;
      inline-size: 28px;
      block-size: 28px;
      flex: none;
      padding: 0;
      border: 0;
      border-radius: 6px;
      background: none;
      color: var(--mat-sys-on-surface-variant);
      cursor: pointer;
      position: relative;
      z-index: 1;
    }
    button:hover {
      background: var(--mat-sys-surface-container-high);
    }
    mat-icon {
      inline-size: 16px;
      block-size: 16px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Copyable {
  private readonly clipboard = inject(Clipboard)
  readonly text = input.required<string>()
  /** What the button copies, in words; the text itself when left out. */
  readonly label = input<string>()
  protected readonly copied = signal(false)

  protected copy(event: Event) {
    event.stopPropagation()
    if (!this.clipboard.copy(this.text())) return
    this.copied.set(true)
    setTimeout(() => this.copied.set(false), 2000)
  }
}
