import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatExpansionModule } from '@angular/material/expansion'
import { TranslocoDirective } from '@jsverse/transloco'
import { type CaughtMail, CaughtMails } from '../../data/caught-mails.data'
import { loaded } from '../../data/loaded'
import { DateTime } from '../../ui/date-time'
import { listUrl } from '../../ui/list-url'
import { Pager } from '../../ui/pager'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'

/** A piece of a mail's text: plain words, or an address to follow. */
interface Piece {
  readonly text: string
  readonly link: boolean
}

/** Mail of a server without a mail server. Shown as plain text, in which addresses are the only thing to follow. */
@Component({
  selector: 'app-caught-mails',
  imports: [MatExpansionModule, TranslocoDirective, DateTime, EmptyState, ErrorState, Pager, Skeleton],
  templateUrl: './caught-mails.html',
  styleUrl: './caught-mails.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CaughtMailsPage {
  private readonly mails = inject(CaughtMails)
  protected readonly url = listUrl([], '-caught_at')
  protected readonly list = loaded(this.url.query, (query) => this.mails.list(query))
  protected readonly rows = computed<readonly CaughtMail[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)

  protected pieces({ body_text }: CaughtMail): Piece[] {
    return body_text
      .split(/(https?:\/\/\S+)/)
      .filter(Boolean)
      .map((text) => ({ text, link: /^https?:\/\//.test(text) }))
  }
}
