import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Tags, type Tag } from '../../data/tags.data'
import { Confirm } from '../../ui/confirm'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import type { PageSize } from '../../ui/list-url'
import { Notices } from '../../ui/notices'
import { Pager } from '../../ui/pager'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { TagChip } from '../../ui/tag-chip'
import { TagDialog } from './tag-dialog'
import { TagMergeDialog } from './tag-merge-dialog'

@Component({
  selector: 'app-tag-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Cell,
    DataTable,
    EmptyState,
    ErrorState,
    Pager,
    Skeleton,
    TagChip,
  ],
  templateUrl: './tag-list.html',
  styles: `
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      justify-content: space-between;
      gap: var(--space-3);
      margin-block-end: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TagList {
  private readonly tags = inject(Tags)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly dialog = inject(MatDialog)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly session = inject(Session)
  protected readonly formats = inject(Formats)
  protected readonly editable = computed(() => this.session.can('tags.define'))
  private readonly place = signal({ page: '1', per_page: '100' })
  protected readonly list = loaded(this.place, (query) => this.tags.list(query))
  protected readonly rows = computed<readonly Tag[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`tags.column.${key}`)
    return [
      { key: 'name', label: label('name') },
      { key: 'customers', label: label('customers'), numeric: true },
      { key: 'actions', label: label('actions') },
    ]
  })

  protected goTo(page: number) {
    this.place.update((place) => ({ ...place, page: String(page) }))
  }

  protected show(size: PageSize) {
    this.place.set({ page: '1', per_page: String(size) })
  }

  protected async edit(tag: Tag | null) {
    const dialog = this.dialog.open<TagDialog, Tag | null, boolean>(TagDialog, { data: tag, width: '440px' })
    if (await firstValueFrom(dialog.afterClosed())) this.list.reload()
  }

  protected async merge(tag: Tag) {
    const dialog = this.dialog.open<TagMergeDialog, Tag, Tag>(TagMergeDialog, { data: tag, width: '440px' })
    const into = await firstValueFrom(dialog.afterClosed())
    if (!into) return
    this.notices.tell(this.transloco.translate('tags.merged', { name: tag.name, into: into.name }))
    this.list.reload()
  }

  protected async remove(tag: Tag) {
    const t = (key: string) => this.transloco.translate(`tags.${key}`, { name: tag.name })
    const sure = await this.confirm.ask({
      heading: t('delete_heading'),
      text: this.formats.counted('tags.delete_text', tag.customers),
      action: t('delete'),
      danger: true,
    })
    if (!sure) return
    try {
      await firstValueFrom(this.tags.remove(tag))
      this.notices.tell(t('deleted'))
    } catch (error) {
      this.notices.failed(error)
    }
    this.list.reload()
  }
}
