import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core'
import { takeUntilDestroyed } from '@angular/core/rxjs-interop'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { queues, type QueueName } from '@portolan/contracts'
import { auditTime, firstValueFrom, interval, merge } from 'rxjs'
import { type Job, Jobs, type Replay } from '../../../data/jobs.data'
import { loaded } from '../../../data/loaded'
import { Realtime } from '../../../data/realtime'
import { Session } from '../../../data/session'
import { Confirm } from '../../../ui/confirm'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { FilterChip } from '../../../ui/filter-chip'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { listUrl } from '../../../ui/list-url'
import { Notices } from '../../../ui/notices'
import { Pager } from '../../../ui/pager'
import { Skeleton } from '../../../ui/skeleton'
import { EmptyState, ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'
import { QueueTable } from './queue-table'

const states = ['dead', 'running', 'pending', 'waiting', 'done'] as const
/** Figures move all the time; so much is enough for the eye. */
const lookEveryMs = 10_000
const mostReplayed = 10_000

/** Background work: the queues, and the jobs that somebody has to look at. */
@Component({
  selector: 'app-jobs-page',
  imports: [
    MatButtonModule,
    MatCheckboxModule,
    TranslocoDirective,
    Cell,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    FilterChip,
    Pager,
    QueueTable,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './jobs-page.html',
  styleUrls: ['../../../ui/list-page.scss', './jobs-page.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JobsPage {
  private readonly jobs = inject(Jobs)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl(['state', 'queue'], '-created_at')
  /** Who comes without a question wants to see what has failed. */
  private readonly query = computed(() => {
    const query = this.url.query()
    return { ...query, state: query['state'] || 'dead' }
  })
  protected readonly list = loaded(this.query, (query) => this.jobs.list(query))
  protected readonly queues = loaded(
    () => true,
    () => this.jobs.queues(),
  )
  protected readonly rows = computed<readonly Job[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly chosen = signal<ReadonlySet<string>>(new Set())
  protected readonly dead = computed(() => this.rows().filter(({ state }) => state === 'dead'))
  protected readonly allChosen = computed(
    () => this.dead().length > 0 && this.dead().every(({ id }) => this.chosen().has(id)),
  )
  /** Dead letters that the filters find, on all pages; as many as one call starts anew. */
  protected readonly found = computed(() =>
    this.query().state === 'dead' ? Math.min(this.pagination()?.total ?? 0, mostReplayed) : 0,
  )
  protected readonly states = computed(() => this.choices(states, 'jobs.state'))
  protected readonly queueNames = computed(() => this.choices(queues, 'jobs.queue'))
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const may = this.session.can('jobs.replay')
    const keys = [
      ...(may ? ['chosen'] : []),
      'what',
      'state',
      'reason',
      'attempts',
      'created',
      ...(may ? ['replay'] : []),
    ]
    return keys.map((key) => ({
      key,
      label: this.transloco.translate(`jobs.column.${key}`),
      ...(key === 'attempts' && { numeric: true as const }),
      ...(key === 'created' && { sort: 'created_at' }),
    }))
  })

  constructor() {
    merge(interval(lookEveryMs), inject(Realtime).on('jobs').pipe(auditTime(1000)))
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.look())
    // A row that is gone is chosen no more.
    effect(() => {
      const here = new Set(this.dead().map(({ id }) => id))
      this.chosen.update((ids) => new Set([...ids].filter((id) => here.has(id))))
    })
  }

  protected look() {
    this.queues.reload()
    this.list.reload()
  }

  protected choose(id: string) {
    this.chosen.update((ids) => (ids.has(id) ? new Set([...ids].filter((one) => one !== id)) : new Set([...ids, id])))
  }

  protected chooseAll() {
    this.chosen.set(this.allChosen() ? new Set() : new Set(this.dead().map(({ id }) => id)))
  }

  protected replay(ids: readonly string[]) {
    return this.startAnew(ids.length, { ids: [...ids] })
  }

  protected replayFound() {
    const queues = this.url.values('queue') as QueueName[]
    return this.startAnew(this.found(), { from: new Date(0).toISOString(), ...(queues.length && { queues }) })
  }

  private async startAnew(count: number, selection: Replay) {
    const question = {
      heading: this.formats.counted('jobs.replay_heading', count),
      text: this.transloco.translate<string>('jobs.replay_text'),
      action: this.transloco.translate<string>('jobs.replay'),
    }
    if (count > 1 && !(await this.confirm.ask(question))) return
    try {
      const { replayed } = await firstValueFrom(this.jobs.replay(selection))
      this.notices.tell(this.formats.counted('jobs.replayed', replayed))
      this.chosen.set(new Set())
      this.look()
    } catch (error) {
      this.notices.failed(error)
    }
  }

  private choices(values: readonly string[], prefix: string) {
    this.language.current()
    return values.map((value) => ({ value, label: this.transloco.translate<string>(`${prefix}.${value}`) }))
  }
}
