import { computed, inject, type Signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { ActivatedRoute, Router } from '@angular/router'
import type { Query } from '../../data/query'
import { Session } from '../../data/session'
import { daysBefore, monthsBefore, startOfYear, today } from './days'

export interface ReportUrl {
  /** Parameters every report takes. */
  readonly query: Signal<Query>
  readonly from: Signal<string>
  readonly to: Signal<string>
  readonly currency: Signal<string>
  readonly buyers: Signal<string>
  value(name: string, fallback: string): string
  set(values: Record<string, string | null>): void
}

/** Period, currency and buyers of every report stand in the address. Without days a report covers everything. */
export function reportUrl(usualPeriod: 'all' | 'year'): ReportUrl {
  const router = inject(Router)
  const route = inject(ActivatedRoute)
  const session = inject(Session)
  const params = toSignal(route.queryParamMap, { initialValue: route.snapshot.queryParamMap })
  const value = (name: string, fallback: string) => params().get(name) ?? fallback
  const period = computed(() => value('period', usualPeriod))
  const everything = computed(() => period() === 'all')
  const to = computed(() => value('to', everything() ? '' : today(session.workspace()?.timezone)))
  const from = computed(() => value('from', firstDay(period(), to())))
  const currency = computed(() => value('currency', session.workspace()?.default_currency ?? 'USD'))
  const buyers = computed(() => value('buyers', 'all'))
  return {
    query: computed(() => ({ from: from(), to: to(), currency: currency(), buyers: buyers() })),
    from,
    to,
    currency,
    buyers,
    value,
    set: (queryParams) => void router.navigate([], { queryParams, queryParamsHandling: 'merge' }),
  }
}

/** Of a period that ends on `to`; empty for all time. */
function firstDay(period: string, to: string): string {
  switch (period) {
    case 'all':
      return ''
    case 'month':
      return daysBefore(to, 29)
    case 'this_year':
      return startOfYear(to)
    default:
      return monthsBefore(to, 11)
  }
}
