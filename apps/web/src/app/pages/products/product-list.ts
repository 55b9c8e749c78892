import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { productStatuses } from '@portolan/contracts'
import { Analytics, type ProductRow } from '../../data/analytics.data'
import { loaded } from '../../data/loaded'
import { type Product, Products } from '../../data/products.data'
import { Session } from '../../data/session'
import { shopNames } from '../../data/shop-names'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { FilterChip } from '../../ui/filter-chip'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { listUrl } from '../../ui/list-url'
import { Money } from '../../ui/money'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { SearchBox } from '../../ui/search-box'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { monthsBefore, today } from '../analytics/days'
import { ViewTabs } from '../views/view-tabs'
import { ProductPicture } from './product-picture'
import { ProductPrice } from './product-price'
import { ProductStock } from './product-stock'

/** Filters that a product's page leads to by one value. */
const byName = ['brand', 'category'] as const

@Component({
  selector: 'app-product-list',
  imports: [
    MatButtonModule,
    MatIconModule,
    RouterLink,
    TranslocoDirective,
    Cell,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    FilterChip,
    Money,
    PageHeader,
    Pager,
    ProductPicture,
    ProductPrice,
    ProductStock,
    SearchBox,
    Skeleton,
    StatusChip,
    ViewTabs,
  ],
  templateUrl: './product-list.html',
  styleUrls: ['../../ui/list-page.scss', './product-list.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProductListPage {
  private readonly products = inject(Products)
  private readonly analytics = inject(Analytics)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly url = listUrl(['status', 'source', 'low_stock', ...byName], 'name')
  protected readonly list = loaded(this.url.query, (query) => this.products.list(query))
  protected readonly rows = computed<readonly Product[]>(() => this.list.value()?.data ?? [])
  protected readonly pagination = computed(() => this.list.value()?.meta.pagination)
  protected readonly byName = byName
  protected readonly onlyLow = computed(() => this.url.values('low_stock')[0] === 'true')

  /** What the page's products sold, over the last twelve months. */
  protected readonly figures = loaded(
    () => {
      const ids = this.rows().map(({ id }) => id)
      const to = today(this.session.workspace()?.timezone)
      return ids.length ? { product_id: ids.join(','), from: monthsBefore(to, 11), to } : undefined
    },
    (query) => this.analytics.products(query),
  )
  private readonly soldById = computed(
    () => new Map((this.figures.value()?.data ?? []).map((row) => [row.product_id, row])),
  )

  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const column = (key: string, more: Partial<Column> = {}): Column => ({
      key,
      label: this.transloco.translate(`products.column.${key}`),
      ...more,
    })
    return [
      column('name', { sort: 'name' }),
      column('status'),
      column('stock', { sort: 'stock_quantity', numeric: true }),
      column('price', { numeric: true }),
      column('units', { numeric: true }),
      column('revenue', { numeric: true }),
      column('updated', { sort: 'updated_at' }),
    ]
  })
  protected readonly statuses = computed(() => {
    this.language.current()
    return productStatuses.map((value) => ({ value, label: this.transloco.translate(`status.${value}`) }))
  })
  private readonly shopNames = shopNames()
  protected readonly shops = computed(() => [...this.shopNames()].map(([value, label]) => ({ value, label })))
  protected readonly nameOf = ({ name }: Product) => name

  /** Undefined while nobody knows; without a row it sold nothing. */
  protected sold(product: Product): Pick<ProductRow, 'units' | 'net_revenue'> | undefined {
    const answer = this.figures.value()
    return answer && (this.soldById().get(product.id) ?? { units: 0, net_revenue: '0' })
  }

  protected toggleLow() {
    this.url.filter('low_stock', this.onlyLow() ? [] : ['true'])
  }
}
