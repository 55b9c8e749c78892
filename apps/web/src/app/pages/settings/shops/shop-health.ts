import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Shop, ShopHealth } from '../../../data/shops.data'
import { Copyable } from '../../../ui/copyable'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'

/** How a connection goes, at a glance. */
@Component({
  selector: 'app-shop-health',
  imports: [RouterLink, TranslocoDirective, Copyable, DateTime],
  templateUrl: './shop-health.html',
  styleUrl: './shop-health.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopHealthFigures {
  protected readonly formats = inject(Formats)
  readonly shop = input.required<Shop>()
  readonly health = input.required<ShopHealth>()
  protected readonly figures = computed(() => {
    const { waiting, failed, open_gaps } = this.health()
    const { id } = this.shop()
    return [
      { key: 'waiting', count: waiting, link: ['/settings/shops', id], query: { status: 'pending,waiting' } },
      { key: 'failed', count: failed, link: ['/settings/shops', id], query: { status: 'failed' } },
      { key: 'open_gaps', count: open_gaps, link: ['/settings/shops', id, 'gaps'], query: { state: 'open' } },
    ]
  })
}
