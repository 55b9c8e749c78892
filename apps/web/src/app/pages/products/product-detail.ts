import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { type Product, Products } from '../../data/products.data'
import { shopNames } from '../../data/shop-names'
import { PageTitle } from '../../shell/page-title'
import { Copyable } from '../../ui/copyable'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { OrderRows } from '../orders/order-rows'
import { ProductFigures } from './product-figures'
import { ProductPicture } from './product-picture'
import { ProductVariants } from './product-variants'

/** Everything that the shop says about a product, what it sold, and who bought it last. Nothing is changed here. */
@Component({
  selector: 'app-product-detail',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Copyable,
    DateTime,
    EmptyState,
    ErrorState,
    OrderRows,
    PageHeader,
    ProductFigures,
    ProductPicture,
    ProductVariants,
    Skeleton,
    StatusChip,
  ],
  templateUrl: './product-detail.html',
  styleUrl: './product-detail.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProductDetailPage {
  private readonly products = inject(Products)
  private readonly ordersData = inject(Orders)
  private readonly title = inject(PageTitle)
  private readonly shops = shopNames()
  protected readonly formats = inject(Formats)
  readonly id = input.required<string>()
  protected readonly product = loaded(this.id, (id) => this.products.get(id))
  protected readonly orders = loaded(
    () => ({ catalog_product_id: this.id(), sort: '-placed_at', per_page: 10 }),
    (query) => this.ordersData.list(query),
  )
  protected readonly languages = computed(() =>
    Object.entries(this.product.value()?.translations ?? {}).map(([code, words]) => ({
      code,
      name: words.name,
      description: words.description,
    })),
  )

  constructor() {
    effect(() => this.title.name(this.product.value()?.name))
  }

  protected shopOf({ source }: Product): string {
    return this.shops().get(source) ?? source
  }
}
