import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Permission } from '@portolan/contracts'
import { Session } from '../../data/session'
import { PageHeader } from '../../ui/page-header'

interface Place {
  /** The path, and the key of the label. */
  readonly key: string
  readonly permission: Permission
  /** Shown only where this server keeps its mail. */
  readonly onlyWhere?: 'catches_mail'
}

/** What there is to set, by what it is about. A page adds one line here and one in `settings.routes.ts`. */
const groups: readonly { readonly key: string; readonly places: readonly Place[] }[] = [
  { key: 'personal', places: [{ key: 'profile', permission: 'profile.read' }] },
  {
    key: 'organisation',
    places: [
      { key: 'workspace', permission: 'settings.read' },
      { key: 'team', permission: 'colleagues.read' },
    ],
  },
  {
    key: 'integrations',
    places: [
      { key: 'shops', permission: 'integrations.read' },
      { key: 'webhooks', permission: 'webhooks.read' },
    ],
  },
  {
    key: 'operations',
    places: [
      { key: 'jobs', permission: 'jobs.read' },
      { key: 'mail', permission: 'system-mails.read' },
      { key: 'caught-mail', permission: 'caught-mails.read', onlyWhere: 'catches_mail' },
    ],
  },
  {
    key: 'customers',
    places: [
      { key: 'tags', permission: 'tags.read' },
      { key: 'custom-fields', permission: 'custom-fields.read' },
    ],
  },
]

@Component({
  selector: 'app-settings',
  imports: [RouterLink, RouterLinkActive, RouterOutlet, TranslocoDirective, PageHeader],
  template: `
    <div class="page" *transloco="let t; prefix: 'settings'">
      <ui-page-header [heading]="t('heading')" />
      <div class="places">
        <nav [attr.aria-label]="t('heading')">
          @for (group of groups(); track group.key) {
            <h2>{{ t('group.' + group.key) }}</h2>
            @for (place of group.places; track place.key) {
              <a [routerLink]="place.key" routerLinkActive="here" ariaCurrentWhenActive="page">{{ t(place.key) }}</a>
            }
          }
        </nav>
        <div class="place"><router-outlet /></div>
      </div>
    </div>
  `,
  styleUrl: './settings.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SettingsPage {
  private readonly session = inject(Session)
  protected readonly groups = computed(() =>
    groups
      .map(({ key, places }) => ({ key, places: places.filter((place) => this.shows(place)) }))
      .filter(({ places }) => places.length > 0),
  )

  private shows({ permission, onlyWhere }: Place): boolean {
    return this.session.can(permission) && (!onlyWhere || this.session.workspace()?.[onlyWhere] === true)
  }
}
