import { ChangeDetectionStrategy, Component, computed, effect, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { type Invitation, Team } from '../../data/team.data'
import { Confirm } from '../../ui/confirm'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { Language } from '../../ui/language'
import { Notices } from '../../ui/notices'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { InviteDialog } from './invite-dialog'

const pollEvery = 2000

/** Who is invited and has not come yet, and what became of the mail. */
@Component({
  selector: 'app-invitation-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    TranslocoDirective,
    Cell,
    DataTable,
    DateTime,
    ErrorState,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './invitation-list.html',
  styleUrl: './team-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InvitationList {
  private readonly team = inject(Team)
  private readonly session = inject(Session)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly notices = inject(Notices)
  private readonly confirm = inject(Confirm)
  private readonly dialog = inject(MatDialog)
  protected readonly list = loaded(
    () => this.session.workspace()?.id,
    () => this.team.invitations(),
  )
  protected readonly rows = computed<readonly Invitation[]>(() => this.list.value() ?? [])
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    return ['email', 'role', 'status', 'mail', 'expires', 'actions'].map((key) => ({
      key,
      label: this.transloco.translate(`invitations.column.${key}`),
    }))
  })

  constructor() {
    // A mail is on its way for seconds only; whoever invited wants to see that it left.
    effect((onCleanup) => {
      const moving = this.rows().some(({ mail_status }) => mail_status === 'queued' || mail_status === 'sending')
      if (!moving || this.list.loading()) return
      const timer = setTimeout(() => this.list.reload(), pollEvery)
      onCleanup(() => clearTimeout(timer))
    })
  }

  protected async invite() {
    const dialog = this.dialog.open<InviteDialog, undefined, Invitation>(InviteDialog, { maxWidth: 'min(520px, 92vw)' })
    const made = await firstValueFrom(dialog.afterClosed())
    if (!made) return
    this.list.reload()
    this.notices.tell(this.transloco.translate('invitations.invited', { email: made.email }))
  }

  protected async resend({ id, email }: Invitation) {
    try {
      await firstValueFrom(this.team.resend(id))
      this.notices.tell(this.transloco.translate('invitations.resent', { email }))
    } catch (error) {
      this.notices.failed(error)
    }
    this.list.reload()
  }

  protected async revoke({ id, email }: Invitation) {
    const t = (key: string) => this.transloco.translate(`invitations.${key}`, { email })
    const question = {
      heading: t('revoke_heading'),
      text: t('revoke_text'),
      action: t('revoke'),
      danger: true,
    } as const
    if (!(await this.confirm.ask(question))) return
    try {
      await firstValueFrom(this.team.revoke(id))
    } catch (error) {
      this.notices.failed(error)
    }
    this.list.reload()
  }
}
