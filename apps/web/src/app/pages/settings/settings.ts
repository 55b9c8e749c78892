import { ChangeDetectionStrategy, Component } from '@angular/core'
import { MatTabsModule } from '@angular/material/tabs'
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { PageHeader } from '../../ui/page-header'

@Component({
  selector: 'app-settings',
  imports: [MatTabsModule, RouterLink, RouterLinkActive, RouterOutlet, TranslocoDirective, PageHeader],
  template: `
    <div class="page" *transloco="let t; prefix: 'settings'">
      <ui-page-header [heading]="t('heading')" />
      <nav mat-tab-nav-bar [tabPanel]="panel" [attr.aria-label]="t('heading')" mat-stretch-tabs="false">
        @for (place of places; track place) {
          <a mat-tab-link [routerLink]="place" routerLinkActive #link="routerLinkActive" [active]="link.isActive">
            {{ t(place) }}
          </a>
        }
      </nav>
      <mat-tab-nav-panel #panel><router-outlet /></mat-tab-nav-panel>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SettingsPage {
  protected readonly places = ['workspace', 'team'] as const
}
