import { ChangeDetectionStrategy, Component, input } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'

/** Title, where it belongs, what can be done here. Actions are projected. */
@Component({
  selector: 'ui-page-header',
  imports: [MatIconModule, RouterLink],
  template: `
    @if (parent(); as up) {
      <a class="up" [routerLink]="up.link"><mat-icon svgIcon="back" />{{ up.label }}</a>
    }
    <div class="line">
      <div class="title">
        <h1>
          <bdi>{{ heading() }}</bdi>
        </h1>
        <ng-content select="[beside]" />
      </div>
      <div class="actions"><ng-content /></div>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .up {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
      min-block-size: 28px;
      margin-block-end: var(--space-1);
      text-decoration: none;
      font: var(--mat-sys-label-large);
    }
    .up:hover {
      text-decoration: underline;
    }
    .up mat-icon {
      inline-size: 18px;
      block-size: 18px;
    }
    .line,
    .title,
    .actions {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2) var(--space-3);
    }
    .line {
      justify-content: space-between;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PageHeader {
  readonly heading = input.required<string>()
  readonly parent = input<{ label: string; link: string }>()
}
