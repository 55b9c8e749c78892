import { computed, inject, type Signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { ActivatedRoute, type NavigationExtras, type Params, Router } from '@angular/router'
import type { Query } from '../data/query'
import { ColumnChoices } from './column-choices'

export interface ListUrl {
  /** What the address asks for, as parameters of the API: filters, `q`, `sort`, `page`, `per_page`. */
  readonly query: Signal<Query>
  /** True when a search or filter narrows the list. */
  readonly narrowed: Signal<boolean>
  readonly search: Signal<string>
  readonly sort: Signal<string>
  readonly page: Signal<number>
  readonly perPage: Signal<number>
  /** True when the reader scrolls through the whole list instead of turning pages. */
  readonly rolling: Signal<boolean>
  /** Keys of the columns to show: the address's, else, outside of views, what the reader chose last; none is standard. */
  readonly columns: Signal<readonly string[]>
  /** The row whose preview is open beside the list; empty when there is none. */
  readonly preview: Signal<string>
  /** True when the address asks for nothing: neither rows nor order, columns, view or page. */
  readonly bare: Signal<boolean>
  values(filter: string): readonly string[]
  filter(filter: string, values: readonly string[]): void
  /** Sets several parameters at once; null takes one out. */
  narrow(values: Readonly<Record<string, string | null>>): void
  /** What the address says about rows, order and columns, as a saved view keeps it. */
  content(): Record<string, string>
  /** Goes to what a view keeps. */
  open(content: Readonly<Record<string, string>>, view: string | undefined): void
  searchFor(text: string): void
  sortBy(sort: string): void
  goTo(page: number): void
  showColumns(keys: readonly string[]): void
  openPreview(id: string): void
  show(size: PageSize): void
  clear(): void
}

export const pageSizes = [10, 25, 50, 100] as const
/** Rows on a page; `all` for the whole list, to scroll through. */
export type PageSize = (typeof pageSizes)[number] | 'all'

/** Names that begin so are filters that the workspace has made for itself. */
const own = 'custom_fields.'

/** What stands in the address. */
function address(filters: readonly string[], list?: string) {
  const route = inject(ActivatedRoute)
  const params = toSignal(route.queryParamMap, { initialValue: route.snapshot.queryParamMap })
  const text = (name: string) => params().get(name) ?? ''
  const filled = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.filter((name) => text(name) !== '').map((name) => [name, text(name)]))
  const choices = list === undefined ? undefined : chooser(list)
  const columns = computed(() => {
    const asked = text('columns').split(',').filter(Boolean)
    return asked.length || text('view') ? asked : (choices?.chosen() ?? [])
  })
  const names = computed(() => [...filters, ...params().keys.filter((name) => name.startsWith(own))])
  return {
    route,
    text,
    names,
    number: (name: string, fallback: number) => Number.parseInt(text(name), 10) || fallback,
    narrowing: computed(() => filled([...names(), 'q'])),
    columns,
    keepColumns: (keys: readonly string[]) => !text('view') && choices?.choose(keys),
    content: () => ({
      ...filled([...names(), 'q', 'sort']),
      ...(columns().length && { columns: columns().join(',') }),
    }),
    bare: computed(() => Object.keys(filled([...names(), 'q', 'sort', 'columns', 'view', 'page'])).length === 0),
  }
}

function chooser(list: string) {
  const choices = inject(ColumnChoices)
  return { chosen: () => choices.of(list), choose: (keys: readonly string[]) => choices.choose(list, keys) }
}

/**
 * A list's whole state is its address: it can be shared, reloaded and walked back through. Under the name of a `list`
 * the columns that its reader chooses are remembered.
 */
export function listUrl(filters: readonly string[], defaultSort: string, list?: string): ListUrl {
  const place = address(filters, list)
  const { text, number, names, narrowing, content, columns, bare } = place
  const search = computed(() => text('q'))
  const sort = computed(() => text('sort') || defaultSort)
  const page = computed(() => Math.max(1, number('page', 1)))
  const perPage = computed(() => Math.min(100, number('per_page', 25)))

  return {
    query: computed(() => ({
      ...Object.fromEntries(names().map((name) => [name, text(name)])),
      q: search(),
      sort: sort(),
      page: page(),
      per_page: perPage(),
    })),
    narrowed: computed(() => Object.keys(narrowing()).length > 0),
    search,
    sort,
    page,
    perPage,
    rolling: computed(() => text('per_page') === 'all'),
    columns,
    preview: computed(() => text('preview')),
    bare,
    values: (filter) => text(filter).split(',').filter(Boolean),
    content,
    ...moves(place, defaultSort),
  }
}

type Moves =
  'filter' | 'narrow' | 'open' | 'searchFor' | 'sortBy' | 'goTo' | 'showColumns' | 'openPreview' | 'show' | 'clear'

/** Ways from one address of a list to the next. */
function moves({ route, names, keepColumns }: ReturnType<typeof address>, defaultSort: string): Pick<ListUrl, Moves> {
  const router = inject(Router)
  const go = (queryParams: Params, more: NavigationExtras = {}) =>
    void router.navigate([], { relativeTo: route, queryParams, ...more })
  // Whatever changes the rows starts again at the first page.
  const change = (queryParams: Params) => go({ page: null, ...queryParams }, { queryParamsHandling: 'merge' })
  // The same rows stay where they are on the screen.
  const stay = (queryParams: Params) => go(queryParams, { queryParamsHandling: 'merge', scroll: 'manual' })

  return {
    filter: (filter, values) => change({ [filter]: values.join(',') || null }),
    narrow: change,
    open: (kept, view) => go({ ...kept, ...(view && { view }) }),
    searchFor: (typed) => change({ q: typed.trim() || null }),
    sortBy: (wanted) => change({ sort: wanted === defaultSort ? null : wanted }),
    goTo: (wanted) => change({ page: wanted === 1 ? null : wanted }),
    showColumns: (keys) => {
      keepColumns(keys)
      stay({ columns: keys.join(',') || null })
    },
    openPreview: (id) => stay({ preview: id || null }),
    show: (size) => change({ per_page: size === 25 ? null : size }),
    clear: () => change({ q: null, ...Object.fromEntries(names().map((name) => [name, null])) }),
  }
}
