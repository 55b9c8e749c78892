import { computed, inject, type Signal } from '@angular/core'
import { loaded } from './loaded'
import { Session } from './session'
import { Shops } from './shops.data'

/** Names of connected shops by the source that they give their rows; empty for those who may not see them. */
export function shopNames(): Signal<ReadonlyMap<string, string>> {
  const session = inject(Session)
  const shops = inject(Shops)
  const list = loaded(
    () => (session.can('integrations.read') ? { per_page: 100 } : undefined),
    (query) => shops.list(query),
  )
  return computed(
    () => new Map((list.value()?.data ?? []).map(({ platform, id, shop_name }) => [`${platform}:${id}`, shop_name])),
  )
}
