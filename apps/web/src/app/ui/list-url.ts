import { computed, inject, type Signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { ActivatedRoute, Router } from '@angular/router'
import type { Query } from '../data/query'

export interface ListUrl {
  /** What the address asks for, as parameters of the API: filters, `q`, `sort`, `page`, `per_page`. */
  readonly query: Signal<Query>
  /** True when a search or filter narrows the list. */
  readonly narrowed: Signal<boolean>
  readonly search: Signal<string>
  readonly sort: Signal<string>
  readonly page: Signal<number>
  readonly perPage: Signal<number>
  values(filter: string): readonly string[]
  filter(filter: string, values: readonly string[]): void
  searchFor(text: string): void
  sortBy(sort: string): void
  goTo(page: number): void
  show(perPage: number): void
  clear(): void
}

export const pageSizes = [10, 25, 50, 100] as const

/** A list's whole state is its address: it can be shared, reloaded and walked back through. */
export function listUrl(filters: readonly string[], defaultSort: string): ListUrl {
  const router = inject(Router)
  const route = inject(ActivatedRoute)
  const params = toSignal(route.queryParamMap, { initialValue: route.snapshot.queryParamMap })
  const text = (name: string) => params().get(name) ?? ''
  const number = (name: string, fallback: number) => Number.parseInt(text(name), 10) || fallback

  const search = computed(() => text('q'))
  const sort = computed(() => text('sort') || defaultSort)
  const page = computed(() => Math.max(1, number('page', 1)))
  const perPage = computed(() => Math.min(100, number('per_page', 25)))

  // Whatever changes the rows starts again at the first page.
  const change = (queryParams: Record<string, string | number | null>) =>
    void router.navigate([], {
      relativeTo: route,
      queryParams: { page: null, ...queryParams },
      queryParamsHandling: 'merge',
    })

  return {
    query: computed(() => ({
      ...Object.fromEntries(filters.map((name) => [name, text(name)])),
      q: search(),
      sort: sort(),
      page: page(),
      per_page: perPage(),
    })),
    narrowed: computed(() => search() !== '' || filters.some((name) => text(name) !== '')),
    search,
    sort,
    page,
    perPage,
    values: (filter) => text(filter).split(',').filter(Boolean),
    filter: (filter, values) => change({ [filter]: values.join(',') || null }),
    searchFor: (typed) => change({ q: typed.trim() || null }),
    sortBy: (wanted) => change({ sort: wanted === defaultSort ? null : wanted }),
    goTo: (wanted) => change({ page: wanted === 1 ? null : wanted }),
    show: (size) => change({ per_page: size === 25 ? null : size }),
    clear: () => change({ q: null, ...Object.fromEntries(filters.map((name) => [name, null])) }),
  }
}
