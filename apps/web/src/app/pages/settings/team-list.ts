import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { MatMenuModule } from '@angular/material/menu'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { Role } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { Colleagues, colleagueName, type Colleague } from '../../data/colleagues'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Team, teamRoles } from '../../data/team.data'
import { Avatar } from '../../ui/avatar'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { Notices } from '../../ui/notices'
import { Pager } from '../../ui/pager'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { DeactivateDialog, type Deactivation } from './deactivate-dialog'
import { HandOverProgress } from './hand-over-progress'
import { InvitationList } from './invitation-list'

@Component({
  selector: 'app-team-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    MatMenuModule,
    TranslocoDirective,
    Avatar,
    Cell,
    DataTable,
    DateTime,
    ErrorState,
    HandOverProgress,
    InvitationList,
    Pager,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './team-list.html',
  styleUrl: './team-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TeamList {
  private readonly team = inject(Team)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly notices = inject(Notices)
  private readonly dialog = inject(MatDialog)
  private readonly colleagues = inject(Colleagues)
  protected readonly session = inject(Session)
  protected readonly url = listUrl([], 'first_name')
  protected readonly list = loaded(this.url.query, (query) => this.team.members(query))
  protected readonly rows = computed<readonly Colleague[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly manages = computed(() => this.session.can('users.manage'))
  /** Whose customers are changing hands since this page was opened. */
  protected readonly leaving = signal<Deactivation | undefined>(undefined)
  protected readonly roles = teamRoles
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`settings.column.${key}`)
    const whole = [
      { key: 'name', label: label('name'), sort: 'first_name' },
      { key: 'role', label: label('role') },
      { key: 'status', label: label('status') },
    ]
    if (!this.manages()) return whole
    return [...whole, { key: 'last_login', label: label('last_login') }, { key: 'actions', label: label('actions') }]
  })

  protected name(person: Colleague): string {
    return colleagueName(person)
  }

  protected async changeRole(person: Colleague, role: Role) {
    if (role === person.role) return
    await this.change(person, { role }, 'team.role_changed')
  }

  protected async reactivate(person: Colleague) {
    await this.change(person, { status: 'active' }, 'team.reactivated')
  }

  protected async deactivate(person: Colleague) {
    const dialog = this.dialog.open<DeactivateDialog, Colleague, Deactivation>(DeactivateDialog, {
      data: person,
      maxWidth: 'min(520px, 92vw)',
    })
    const done = await firstValueFrom(dialog.afterClosed())
    if (!done) return
    if (done.customers > 0) this.leaving.set(done)
    this.reload()
    this.notices.tell(this.transloco.translate('team.deactivated', { name: colleagueName(person) }))
  }

  private async change(person: Colleague, edits: { role?: Role; status?: 'active' }, told: string) {
    try {
      await firstValueFrom(this.team.edit(person, edits))
      this.notices.tell(this.transloco.translate(told, { name: colleagueName(person) }))
    } catch (error) {
      this.notices.failed(error)
    }
    this.reload()
  }

  private reload() {
    this.list.reload()
    this.colleagues.list.reload()
  }
}
