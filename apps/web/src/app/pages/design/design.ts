import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { Failure } from '../../data/failure'
import type { TimelineEntry } from '../../data/timeline.data'
import { Avatar } from '../../ui/avatar'
import { Chart } from '../../ui/chart'
import type { ChartData } from '../../ui/chart-option'
import { ColumnChooser } from '../../ui/column-chooser'
import { Confirm } from '../../ui/confirm'
import { Copyable } from '../../ui/copyable'
import { Country } from '../../ui/country'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { DateTime } from '../../ui/date-time'
import { FilterChip } from '../../ui/filter-chip'
import { KeyFigure } from '../../ui/key-figure'
import { type Conversion, Money } from '../../ui/money'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { Pager } from '../../ui/pager'
import { Progress } from '../../ui/progress'
import { RowSelection } from '../../ui/row-selection'
import { SearchBox } from '../../ui/search-box'
import { shownColumns } from '../../ui/shown-columns'
import { SidePanel } from '../../ui/side-panel'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'
import { TagChip } from '../../ui/tag-chip'
import { Timeline } from '../../ui/timeline'
import { nothingWanted, ValueChip, type Wanted } from '../../ui/value-chip'
import { WorldMap } from '../../ui/world-map'

const columns: readonly Column[] = [
  { key: 'name', label: 'Name', sort: 'name' },
  { key: 'price', label: 'Price', sort: 'price', numeric: true },
  { key: 'place', label: 'Place' },
]

/** Every shared part in its states, for those who build pages; it is there in development only. */
@Component({
  selector: 'app-design',
  imports: [
    MatButtonModule,
    Avatar,
    Cell,
    Chart,
    ColumnChooser,
    Copyable,
    Country,
    DataTable,
    DateTime,
    EmptyState,
    ErrorState,
    FilterChip,
    KeyFigure,
    Money,
    PageHeader,
    Pager,
    Progress,
    SearchBox,
    SidePanel,
    Skeleton,
    StatusChip,
    TagChip,
    Timeline,
    ValueChip,
    WorldMap,
  ],
  templateUrl: './design.html',
  styles: `
    .figures,
    .thirds {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
      gap: var(--space-4);
    }
    .parts {
      display: grid;
      gap: var(--space-4);
      grid-template-columns: minmax(0, 1fr);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DesignPage {
  private readonly confirm = inject(Confirm)
  protected readonly notices = inject(Notices)
  protected readonly columns = columns
  protected readonly keys = signal<readonly string[]>([])
  protected readonly shown = computed(() => shownColumns(columns, ['name', 'price', 'place'], this.keys()))
  protected readonly chosen = signal<readonly string[]>(['active'])
  protected readonly wanted = signal<Wanted>(nothingWanted)
  protected readonly previewed = signal('')
  protected readonly selection = new RowSelection()
  protected readonly nameOf = ({ name }: { name: string }) => name
  protected readonly statuses = ['active', 'pending', 'shipped', 'refunded', 'inactive']
  protected readonly choices = this.statuses.map((value) => ({ value, label: value }))
  protected readonly person = { first_name: 'Ada', last_name: 'Lovelace', email: null, avatar_url: null }
  protected readonly conversion: Conversion = {
    amount: '120.32',
    currency: 'EUR',
    rateDate: '2026-11-19',
    provisional: true,
  }
  protected readonly rows = [
    { id: 'a', name: 'Astrolabe', price: '129.90', place: 'PT' },
    { id: 'b', name: 'Compass', price: '49.00', place: null },
  ]
  protected readonly failure = new Failure(
    503,
    'query.too_slow',
    'This takes too long; narrow it down',
    {},
    'a-request-id',
  )
  protected readonly countries = [
    { code: 'PT', value: 100, text: '€100' },
    { code: 'SG', value: 40, text: '€40' },
    { code: 'CA', value: 10, text: '€10' },
  ]
  protected readonly chart: ChartData = {
    kind: 'bars',
    category: 'Month',
    categories: ['September', 'October', 'November'],
    series: [
      { name: 'Gross', values: ['30', '50', '80'] },
      { name: 'Net', values: ['28', '47', '71'] },
    ],
    format: (value) => `€${value}`,
    formatAxis: (value) => `€${value}`,
  }
  protected readonly entries: readonly TimelineEntry[] = ['order.created', 'order.shipped'].map((type, index) => ({
    id: type,
    type,
    customer_id: null,
    customer_name: null,
    order_id: 'a',
    order_number: 'P-1041',
    occurred_at: `2026-11-2${index}T10:05:00.000Z`,
    actor: null,
    actor_name: null,
    data: {},
  }))

  protected ask() {
    return this.confirm.ask({
      heading: 'Delete 12 things?',
      text: 'They come back from the trash.',
      action: 'Delete',
      danger: true,
    })
  }

  protected offerUndo() {
    this.notices.offerUndo('12 things are archived', () => this.notices.tell('They are back'))
  }
}
