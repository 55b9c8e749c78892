import { inject, Injectable, signal } from '@angular/core'
import { loaded } from '../../../data/loaded'
import { Shops, type ShopRun } from '../../../data/shops.data'

/** The shop whose page is open, for the page and the lists below it. */
@Injectable()
export class OpenShop {
  private readonly shops = inject(Shops)
  readonly id = signal<string | undefined>(undefined)
  /** Counts the runs that came to their end while somebody looked: the lists below are read anew. */
  readonly ended = signal(0)
  readonly shop = loaded(this.id, (id) => this.shops.get(id))
  readonly health = loaded(this.id, (id) => this.shops.health(id))

  /** The run that is under way. */
  running(): ShopRun | undefined {
    const run = this.health.value()?.last_run
    return run && (run.status === 'queued' || run.status === 'running') ? run : undefined
  }
}
