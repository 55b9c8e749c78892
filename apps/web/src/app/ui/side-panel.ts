import { DOCUMENT } from '@angular/common'
import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'

/**
 * A row's record beside its list, which stays in use: it takes no focus of its own, Escape closes it, and the record's
 * whole page is one click away. Its address is the list's, so it can be shared and walked back from.
 */
@Component({
  selector: 'ui-side-panel',
  imports: [MatButtonModule, MatIconModule, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'side_panel'">
      <header>
        <h2>
          <bdi>{{ heading() }}</bdi>
        </h2>
        <a matButton [routerLink]="link()">{{ t('open') }}<mat-icon svgIcon="expand_side" iconPositionEnd /></a>
        <button matIconButton type="button" [attr.aria-label]="t('close')" (click)="closed.emit()">
          <mat-icon svgIcon="close" />
        </button>
      </header>
      <div class="content" tabindex="0" role="group" [attr.aria-label]="heading()"><ng-content /></div>
    </ng-container>
  `,
  host: { role: 'complementary', '[attr.aria-label]': 'heading()', '(document:keydown.escape)': 'escape($event)' },
  styles: `
    :host {
      position: fixed;
      inset-block: 60px 0;
      inset-inline-end: 0;
      z-index: 4;
      display: grid;
      grid-template-rows: auto minmax(0, 1fr);
      inline-size: min(460px, 100vw);
      border-inline-start: 1px solid var(--mat-sys-outline-variant);
      --ground: var(--mat-sys-background);
      background: var(--ground);
      box-shadow: var(--mat-sys-level3);
      animation: arrive 0.18s ease-out;
    }
    header {
      display: flex;
      align-items: center;
      gap: var(--space-1);
      padding: var(--space-3) var(--space-3) var(--space-3) var(--space-5);
      border-block-end: 1px solid var(--mat-sys-outline-variant);
    }
    h2 {
      flex: 1;
      min-inline-size: 0;
      overflow: hidden;
      font: 600 1.25rem/1.3 var(--display-family);
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .content {
      overflow-y: auto;
      padding: var(--space-4) var(--space-5) var(--space-6);
    }
    .content:focus-visible {
      outline-offset: -3px;
    }
    :host-context([dir='rtl']) a mat-icon {
      transform: scaleX(-1);
    }
    @keyframes arrive {
      from {
        opacity: 0;
        translate: 16px 0;
      }
    }
    @media (max-width: 839.98px) {
      :host {
        inset-block-start: 0;
        z-index: 6;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SidePanel {
  private readonly document = inject(DOCUMENT)
  private readonly dialog = inject(MatDialog)
  readonly heading = input.required<string>()
  /** The record's whole page. */
  readonly link = input.required<string>()
  readonly closed = output()

  protected escape(event: Event) {
    const overlay = this.document.querySelector('.cdk-overlay-backdrop, .cdk-overlay-pane [role=menu]')
    if (event.defaultPrevented || overlay !== null || this.dialog.openDialogs.length > 0) return
    this.closed.emit()
  }
}
