import { computed, inject, type Signal } from '@angular/core'
import { type Customer, customerName, Customers } from './customers.data'
import { loaded } from './loaded'

/**
 * What to call customers who have no name of their own, as many from an imported file: by their id there. Asks once
 * for all of `ids`, and not at all when there is none.
 */
export function customerNames(ids: () => readonly string[]): Signal<ReadonlyMap<string, string>> {
  const customers = inject(Customers)
  const found = loaded(
    () => {
      const wanted = [...new Set(ids())].sort()
      return wanted.length ? wanted : undefined
    },
    (wanted) => customers.list({ id: wanted.join(','), per_page: wanted.length }),
  )
  const named = (customer: Customer) => [customer.id, customerName(customer)] as const
  return computed(
    () =>
      new Map((found.value()?.data ?? []).map(named).filter((one): one is [string, string] => one[1] !== undefined)),
  )
}
