import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core'
import { catchError, debounceTime, firstValueFrom, forkJoin, map, merge, of, Subject, type Observable } from 'rxjs'
import { type ExportRun, Exports } from './exports.data'
import { type ImportRun, Imports } from './imports.data'
import { Realtime } from './realtime'
import { Session } from './session'

export interface Work {
  readonly id: string
  readonly kind: 'import' | 'export'
  /** What people call it: the file of an import, the rows of an export. */
  readonly name: string
  readonly status: string
  readonly done: number
  readonly total: number | null
  readonly over: boolean
  readonly link: readonly string[]
}

// While the socket is away, or a message is lost.
const askEveryMs = 4000
const askEveryLiveMs = 30_000
const gatherMs = 300

/**
 * The long work of the workspace that runs while this tab is open. What was seen running stays when it is over, with
 * its end, until somebody dismisses it.
 */
@Injectable({ providedIn: 'root' })
export class RunningWork {
  private readonly imports = inject(Imports)
  private readonly exports = inject(Exports)
  private readonly session = inject(Session)
  private readonly realtime = inject(Realtime)
  private readonly known = signal<readonly Work[]>([])
  private readonly asked = new Subject<void>()
  readonly list = this.known.asReadonly()
  readonly running = computed(() => this.known().filter(({ over }) => !over).length)

  constructor() {
    this.session.ended.subscribe(() => this.known.set([]))
    merge(this.asked, this.realtime.on('jobs'), this.realtime.on('imports'), this.realtime.returned)
      .pipe(debounceTime(gatherMs))
      .subscribe(() => void this.look())
    effect((onCleanup) => {
      if (this.running() === 0) return
      const timer = setInterval(() => void this.look(), this.realtime.live() ? askEveryLiveMs : askEveryMs)
      onCleanup(() => clearInterval(timer))
    })
  }

  /** Looks what runs; called by the shell, and whenever something was started. */
  ask() {
    this.asked.next()
  }

  dismiss() {
    this.known.update((works) => works.filter(({ over }) => !over))
  }

  private async look() {
    if (!this.session.user()) return
    const before = untracked(this.known)
    const found = await firstValueFrom(forkJoin([this.running$('import'), this.running$('export')]))
    const now = found.flat()
    const gone = before.filter(({ id, over }) => !over && !now.some((work) => work.id === id))
    const ended = (await Promise.all(gone.map((work) => firstValueFrom(this.end$(work))))).flat()
    const stay = before.filter(({ over }) => over)
    this.known.set([...now, ...ended, ...stay].slice(0, 20))
  }

  private running$(kind: Work['kind']): Observable<Work[]> {
    const query = { status: 'queued,running', per_page: 10 }
    const none = of<Work[]>([])
    if (kind === 'import') {
      if (!this.session.can('imports.read')) return none
      return this.imports.list(query).pipe(
        map(({ data }) => data.map(ofImport)),
        catchError(() => none),
      )
    }
    if (!this.session.can('orders.export') && !this.session.can('customers.export')) return none
    return this.exports.list(query).pipe(
      map(({ data }) => data.map(ofExport)),
      catchError(() => none),
    )
  }

  /** How something ended; nothing when it cannot be read any more. */
  private end$({ id, kind }: Work): Observable<Work[]> {
    const one = kind === 'import' ? this.imports.get(id).pipe(map(ofImport)) : this.exports.get(id).pipe(map(ofExport))
    return one.pipe(
      map((work) => [work]),
      catchError(() => of([])),
    )
  }
}

const isOver = (status: string) => status !== 'queued' && status !== 'running'

function ofImport({ id, filename, status, processed_rows, total_rows }: ImportRun): Work {
  const numbers = { done: processed_rows, total: total_rows }
  return { id, kind: 'import', name: filename, status, ...numbers, over: isOver(status), link: ['/imports', id] }
}

function ofExport(run: ExportRun): Work {
  const { id, kind, status } = run
  const numbers = { done: run.processed_rows, total: run.total_rows }
  return { id, kind: 'export', name: kind, status, ...numbers, over: isOver(status), link: ['/exports'] }
}
