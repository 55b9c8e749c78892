import { ChangeDetectionStrategy, Component } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { EmptyState } from '../ui/state-view'

@Component({
  selector: 'app-not-found',
  imports: [MatButtonModule, RouterLink, TranslocoDirective, EmptyState],
  template: `
    <ui-empty *transloco="let t; prefix: 'not_found'" [heading]="t('heading')" [text]="t('text')" [whole]="true">
      <a matButton="filled" routerLink="/">{{ t('home') }}</a>
    </ui-empty>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotFound {}
