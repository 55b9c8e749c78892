import { computed, linkedSignal, type Signal, signal } from '@angular/core'
import { forkJoin, map, type Observable, of, tap } from 'rxjs'
import type { ListUrl } from './list-url'
import { lastOffset, type Pagination } from './pagination'
import type { Failure } from '../data/failure'
import { loaded } from '../data/loaded'
import type { Query } from '../data/query'

interface Answer<Row> {
  readonly data: readonly Row[]
  readonly meta: { readonly pagination: Pagination }
}

/** Rows that stand in the middle of a longer list: whom to tell, by its place from 0, which row is looked at. */
export interface Room {
  readonly before: number
  readonly behind: number
  look(place: number): void
}

export interface ListRows<Row> {
  /** True once there was an answer; until the next one, its rows stay. */
  readonly answered: Signal<boolean>
  readonly rows: Signal<readonly Row[]>
  readonly pagination: Signal<Pagination | undefined>
  readonly failure: Signal<Failure | undefined>
  readonly loading: Signal<boolean>
  /** Undefined while the list is read page by page. */
  readonly room: Signal<Room | undefined>
  reload(): void
}

interface Part<Row> {
  readonly of: string
  readonly rows: readonly Row[]
  readonly before: number
  readonly pagination: Pagination
}

type Fetch<Row> = (query: Query) => Observable<Answer<Row>>

/** Rows that a rolling list asks for at once; it keeps as many before and behind those that are looked at. */
const pageSize = 50
/** Who scrolls past many rows, this many milliseconds apart, waits on none of them. */
const rest = 60

/** The pages around one, each asked for once. */
function pagesAround<Row extends { readonly id: string }>(fetch: Fetch<Row>) {
  const kept = new Map<string, Answer<Row>>()
  const page = (query: Query) => {
    const key = JSON.stringify(query)
    const known = kept.get(key)
    return known ? of(known) : fetch(query).pipe(tap((answer) => kept.set(key, answer)))
  }
  return {
    forget: () => kept.clear(),
    around: (query: Query, middle: number) => {
      const first = Math.max(1, middle - 1)
      const last = Math.min(middle + 1, lastOffset / pageSize)
      const numbers = Array.from({ length: last - first + 1 }, (_, step) => first + step)
      return forkJoin(numbers.map((number) => page({ ...query, page: number, per_page: pageSize }))).pipe(
        map((answers) => {
          // Rows that came in meanwhile push others onto the next page.
          const rows = new Map(answers.flatMap(({ data }) => data.map((row) => [row.id, row] as const)))
          const [{ meta }] = answers as [Answer<Row>]
          return { rows: [...rows.values()], before: (first - 1) * pageSize, pagination: meta.pagination }
        }),
      )
    },
  }
}

/** Tells the page of the place that somebody has stopped at. */
function follow(goTo: (page: number) => void): (place: number) => void {
  let waiting: ReturnType<typeof setTimeout> | undefined
  return (place) => {
    clearTimeout(waiting)
    waiting = setTimeout(() => goTo(Math.floor(place / pageSize) + 1), rest)
  }
}

/** The rows of a list as its address asks for them: one page, or a part that follows the reader through all of it. */
export function listRows<Row extends { readonly id: string }>(
  url: Pick<ListUrl, 'query' | 'rolling'>,
  fetch: Fetch<Row>,
): ListRows<Row> {
  const { query, rolling } = url
  const { around, forget } = pagesAround(fetch)
  const found = computed(() => JSON.stringify({ ...query(), page: 0, per_page: 0 }))
  const middle = linkedSignal({ source: () => [found(), rolling()], computation: () => 1 })
  const look = follow((page) => middle.set(page))
  const turn = signal(0)
  const onePage = (asked: Query) =>
    fetch(asked).pipe(map(({ data, meta }) => ({ rows: data, before: 0, pagination: meta.pagination })))

  const part = loaded<{ asked: Query; of: string; page: number; turn: number }, Part<Row>>(
    () => ({ asked: query(), of: found(), page: rolling() ? middle() : 0, turn: turn() }),
    ({ asked, of: list, page }) =>
      (page ? around(asked, page) : onePage(asked)).pipe(map((answer) => ({ ...answer, of: list }))),
  )

  return {
    answered: computed(() => part.value() !== undefined),
    rows: computed(() => part.value()?.rows ?? []),
    failure: part.failure,
    // Rows on their way to somebody who scrolls are not the list's being asked anew.
    loading: computed(() => part.loading() && (!rolling() || part.value()?.of !== found())),
    pagination: computed(() => {
      const pagination = part.value()?.pagination
      return pagination && rolling() ? { ...pagination, page: middle(), per_page: pageSize } : pagination
    }),
    room: computed(() => (rolling() ? roomOf(part.value(), look) : undefined)),
    reload: () => {
      forget()
      turn.update((count) => count + 1)
    },
  }
}

function roomOf<Row>(part: Part<Row> | undefined, look: Room['look']): Room | undefined {
  if (!part) return undefined
  const { before, rows, pagination } = part
  return { before, behind: Math.max(0, Math.min(pagination.total, lastOffset) - before - rows.length), look }
}
