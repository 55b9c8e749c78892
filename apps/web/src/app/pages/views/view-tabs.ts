import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { MatMenuModule } from '@angular/material/menu'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom, type Observable } from 'rxjs'
import { Session } from '../../data/session'
import { type View, type ViewList, Views } from '../../data/views.data'
import { Confirm } from '../../ui/confirm'
import type { ListUrl } from '../../ui/list-url'
import { Notices } from '../../ui/notices'
import { ViewDialog, type ViewToName } from './view-dialog'

/** The saved views of a list as a row of tabs; the list's address is what a view holds. */
@Component({
  selector: 'app-view-tabs',
  imports: [MatButtonModule, MatIconModule, MatMenuModule, TranslocoDirective],
  templateUrl: './view-tabs.html',
  styleUrl: './view-tabs.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ViewTabs {
  private readonly saved = inject(Views)
  private readonly session = inject(Session)
  private readonly dialog = inject(MatDialog)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  readonly list = input.required<ViewList>()
  readonly url = input.required<ListUrl>()
  protected readonly busy = signal(false)
  protected readonly views = computed(() => this.saved.of(this.list()).value() ?? [])
  protected readonly current = computed(() => this.views().find(({ id }) => this.url().values('view').includes(id)))
  /** Whether the address has moved on from what the view holds. */
  protected readonly differs = computed(() => {
    const view = this.current()
    return view !== undefined && JSON.stringify(sorted(content(view))) !== JSON.stringify(sorted(this.url().content()))
  })
  protected readonly mayChange = computed(() => {
    const view = this.current()
    return view !== undefined && (!view.shared || this.session.can('views.share'))
  })
  protected readonly mayShare = computed(() => this.session.can('views.share'))
  protected readonly isOwn = computed(() => this.current()?.owner_id === this.session.user()?.id)

  constructor() {
    effect(() => {
      const [list, views] = [this.list(), this.saved.of(this.list()).value()]
      if (views) untracked(() => this.openDefault(list, views))
    })
  }

  protected open(view: View | undefined) {
    this.url().open(view ? content(view) : {}, view?.id)
    if (view?.missing_fields.length) {
      const names = view.missing_fields.join(', ')
      this.notices.tell(this.transloco.translate('views.missing_fields', { names }))
    }
  }

  protected async save() {
    const made = await this.ask({ name: '', shared: false, mayShare: this.mayShare() })
    if (!made) return
    const { columns, sort, ...filters } = this.url().content()
    const body = { list: this.list(), ...made, filters, sort: sort ?? null, columns: columns?.split(',') ?? [] }
    await this.act(async () => {
      const view = await firstValueFrom(this.saved.create(body))
      this.saved.of(this.list()).put([...this.views(), view])
      this.url().open(this.url().content(), view.id)
    })
  }

  protected update(view: View) {
    const { columns, sort, ...filters } = this.url().content()
    return this.replaced(
      this.saved.change(view.id, { filters, sort: sort ?? null, columns: columns?.split(',') ?? [] }),
    )
  }

  protected async rename(view: View) {
    const { name, shared } = view
    const made = await this.ask({ name, shared, mayShare: this.mayShare() && (!shared || this.isOwn()) })
    if (made) await this.replaced(this.saved.change(view.id, made))
  }

  protected makeDefault(view: View) {
    return this.act(async () => {
      await firstValueFrom(this.saved.setDefault(view))
      this.saved.of(this.list()).reload()
    })
  }

  protected async remove(view: View) {
    const t = (key: string) => this.transloco.translate(`views.${key}`, { name: view.name })
    const text = view.shared ? t('delete_shared_text') : t('delete_text')
    if (!(await this.confirm.ask({ heading: t('delete_heading'), text, action: t('delete'), danger: true }))) return
    await this.act(async () => {
      await firstValueFrom(this.saved.remove(view.id))
      this.saved.of(this.list()).put(this.views().filter(({ id }) => id !== view.id))
      this.open(undefined)
    })
  }

  /** Once in a session, and only where the address asks for nothing itself. */
  private openDefault(list: ViewList, views: readonly View[]) {
    if (this.saved.opened().has(list)) return
    this.saved.opened.update((lists) => new Set([...lists, list]))
    const view = views.find(({ is_default }) => is_default)
    if (view && this.url().bare()) this.open(view)
  }

  private replaced(work: Observable<View>) {
    return this.act(async () => {
      const view = await firstValueFrom(work)
      this.saved.of(this.list()).put(this.views().map((one) => (one.id === view.id ? view : one)))
    })
  }

  private async ask(data: ViewToName): Promise<Pick<View, 'name' | 'shared'> | undefined> {
    const dialog = this.dialog.open<ViewDialog, ViewToName, Pick<View, 'name' | 'shared'>>(ViewDialog, {
      data,
      width: 'min(440px, 94vw)',
    })
    return firstValueFrom(dialog.afterClosed())
  }

  private async act(work: () => Promise<void>) {
    this.busy.set(true)
    try {
      await work()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}

/** What a view puts into the address, without what is gone. */
function content({ filters, sort, columns, missing_fields }: View): Record<string, string> {
  const stands = (name: string) => !missing_fields.includes(name.replace(/^-/, '').replace(/\[.*$/, ''))
  const shown = columns.filter(stands)
  return {
    ...Object.fromEntries(Object.entries(filters).filter(([name]) => stands(name))),
    ...(sort !== null && stands(sort) ? { sort } : {}),
    ...(shown.length ? { columns: shown.join(',') } : {}),
  }
}

function sorted(one: Record<string, string>): [string, string][] {
  return Object.entries(one).sort(([a], [b]) => a.localeCompare(b))
}
