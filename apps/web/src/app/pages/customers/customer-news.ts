import { inject, type Signal } from '@angular/core'
import { auditTime, buffer, catchError, EMPTY, filter, merge, mergeMap, type Observable } from 'rxjs'
import { Orders } from '../../data/orders.data'
import { Realtime } from '../../data/realtime'

const gatherMs = 300
/** Of a large import, the first ones stand for the others. */
const mostIds = 50

/** Fires when something happened to a customer or her orders. Events name orders alone: whose they are is asked. */
export function newsOfCustomer(id: Signal<string>): Observable<unknown> {
  const [realtime, orders] = [inject(Realtime), inject(Orders)]
  const told = realtime.on('orders')
  const hers = told.pipe(
    buffer(told.pipe(auditTime(gatherMs))),
    mergeMap((happened) => {
      const ids = [...new Set(happened.flatMap((one) => one.ids))].slice(0, mostIds)
      const asked = orders.list({ id: ids.join(), customer_id: id(), per_page: 1, fields: 'id' })
      return asked.pipe(catchError(() => EMPTY))
    }),
    filter(({ data }) => data.length > 0),
  )
  const herself = realtime.on('customers').pipe(
    filter(({ ids }) => ids.includes(id())),
    auditTime(gatherMs),
  )
  return merge(hers, herself, realtime.returned)
}
