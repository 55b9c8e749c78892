import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { CustomFields, fieldLabel, fieldPrefix, type CustomField } from '../../data/custom-fields.data'
import { customerName, Customers, type Customer } from '../../data/customers.data'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Orders } from '../../data/orders.data'
import { PageTitle } from '../../shell/page-title'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { SearchBox } from '../../ui/search-box'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { FieldValue } from '../custom-fields/field-value'

const fields = [
  'first_name',
  'last_name',
  'company_name',
  'email',
  'phone',
  'country_code',
  'region',
  'city',
  'postal_code',
  'address_line1',
  'address_line2',
  'timezone',
  'language',
  'currency',
  'status',
  'assigned_to',
] as const
type Field = (typeof fields)[number]
type Side = 'winner' | 'loser'

/** A field in which the two differ. A custom field has a type, or null where the workspace has not defined it. */
interface Row {
  readonly path: string
  readonly label: string
  readonly kept: Side
  readonly own: { readonly type: CustomField['type'] | null } | null
  readonly winner: unknown
  readonly loser: unknown
}

const names: readonly Field[] = ['first_name', 'last_name']
const address: readonly Field[] = ['region', 'city', 'postal_code', 'address_line1', 'address_line2']

/** Two customers side by side: whose value stays, field by field, and what moves. */
@Component({
  selector: 'app-customer-merge',
  imports: [
    MatButtonModule,
    RouterLink,
    TranslocoDirective,
    EmptyState,
    ErrorState,
    FieldValue,
    PageHeader,
    SearchBox,
    Skeleton,
  ],
  templateUrl: './customer-merge.html',
  styleUrl: './customer-merge.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerMergePage {
  private readonly customers = inject(Customers)
  private readonly customFields = inject(CustomFields)
  private readonly language = inject(Language)
  private readonly orderList = inject(Orders)
  private readonly router = inject(Router)
  private readonly transloco = inject(TranslocoService)
  private readonly notices = inject(Notices)
  private readonly title = inject(PageTitle)
  protected readonly formats = inject(Formats)
  /** Who is left. */
  readonly id = input.required<string>()
  /** Who goes into her; chosen on this page when absent. */
  readonly with = input<string>()

  protected readonly winner = loaded(this.id, (id) => this.customers.get(id))
  protected readonly loser = loaded(this.with, (id) => this.customers.get(id))
  protected readonly orders = loaded(this.with, (id) => this.orderList.ofCustomer(id))
  protected readonly wanted = signal('')
  protected readonly found = loaded(
    () => (this.wanted().length > 1 ? { q: this.wanted(), per_page: '10' } : undefined),
    (query) => this.customers.list(query),
  )
  protected readonly choices = computed(() => (this.found.value()?.data ?? []).filter(({ id }) => id !== this.id()))
  private readonly chosen = signal<Readonly<Record<string, Side>>>({})
  protected readonly busy = signal(false)
  protected readonly problem = signal('')
  protected readonly sides = ['winner', 'loser'] as const

  protected readonly pair = computed(() => {
    const [winner, loser] = [this.winner.value(), this.loser.value()]
    return winner && loser && loser.id === this.with() ? { winner, loser } : undefined
  })
  /** Fields in which the two differ. */
  protected readonly rows = computed<Row[]>(() => {
    const pair = this.pair()
    if (!pair) return []
    const { winner, loser } = pair
    const rows = fields
      .filter((field) => winner[field] !== loser[field])
      .map((field) => ({
        path: field,
        label: this.transloco.translate<string>(`merge.name.${field}`),
        own: null,
        winner: this.shown(winner, field),
        loser: this.shown(loser, field),
        kept: this.chosen()[field] ?? standard(winner, loser, field),
      }))
    return [...rows, ...this.customRows(pair)]
  })
  protected readonly moving = computed(() => {
    const { loser } = this.pair() ?? {}
    if (!loser) return []
    const orders = this.orders.value()?.meta.pagination.total ?? loser.total_orders
    const counts = { orders, identities: loser.identities?.length ?? 0, tags: loser.tags?.length ?? 0 }
    return Object.entries(counts).flatMap(([key, count]) =>
      count > 0 ? [this.formats.counted(`merge.moving.${key}`, count)] : [],
    )
  })

  constructor() {
    effect(() => {
      const winner = this.winner.value()
      this.title.name(winner && this.name(winner))
    })
  }

  protected name(customer: Customer): string {
    return customerName(customer) ?? this.transloco.translate('customers.nameless')
  }

  protected keep(path: string, side: Side) {
    this.chosen.update((chosen) => ({ ...chosen, [path]: side }))
  }

  protected async merge() {
    const pair = this.pair()
    if (!pair || this.busy()) return
    this.busy.set(true)
    this.problem.set('')
    try {
      const [own, others] = [this.rows().filter((row) => row.own), this.rows().filter((row) => !row.own)]
      const kept = {
        fields: Object.fromEntries(others.map(({ path, kept }) => [path, kept])),
        ...(own.length && {
          custom_fields: Object.fromEntries(own.map(({ path, kept }) => [path.slice(fieldPrefix.length), kept])),
        }),
      }
      await firstValueFrom(this.customers.merge(pair.winner.id, pair.loser.id, kept))
      await this.router.navigate(['/customers', pair.winner.id])
      const text = this.transloco.translate('merge.merged', { name: this.name(pair.loser) })
      this.notices.offerUndo(text, () => void this.undo(pair.loser.id))
    } catch (error) {
      this.problem.set(Failure.from(error).message)
    } finally {
      this.busy.set(false)
    }
  }

  private async undo(loser: string) {
    try {
      await firstValueFrom(this.customers.unmerge(loser))
      await this.router.navigate(['/customers', loser])
    } catch (error) {
      this.notices.failed(error)
    }
  }

  private customRows({ winner, loser }: { winner: Customer; loser: Customer }): Row[] {
    const mine: Readonly<Record<string, unknown>> = winner.custom_fields
    const hers: Readonly<Record<string, unknown>> = loser.custom_fields
    const defined = this.customFields.customers.value() ?? []
    const keys = [...new Set([...defined.map(({ key }) => key), ...Object.keys(mine), ...Object.keys(hers)])]
    return keys
      .filter((key) => JSON.stringify(mine[key] ?? null) !== JSON.stringify(hers[key] ?? null))
      .map((key) => {
        const field = defined.find((one) => one.key === key)
        const path = fieldPrefix + key
        return {
          path,
          label: field ? fieldLabel(field, this.language.current()) : key,
          own: { type: field?.type ?? null },
          winner: mine[key],
          loser: hers[key],
          kept: this.chosen()[path] ?? ((mine[key] ?? null) === null ? 'loser' : 'winner'),
        }
      })
  }

  private shown(customer: Customer, field: Field): string {
    const value = field === 'assigned_to' ? (customer.assigned_to_name ?? customer.assigned_to) : customer[field]
    if (!value) return '–'
    if (field === 'country_code') return this.formats.country(value)
    if (field === 'language') return this.formats.languageName(value)
    if (field === 'status') return this.transloco.translate(`status.${value}`)
    return value
  }
}

/** What the API does without a choice: the winner's where she has one; names and addresses are taken whole. */
function standard(winner: Customer, loser: Customer, field: Field): Side {
  const lacks = (some: readonly Field[]) => some.every((name) => winner[name] === null)
  const samePlace = winner.country_code === null || winner.country_code === loser.country_code
  if (names.includes(field)) return lacks(names) ? 'loser' : 'winner'
  if (field === 'country_code') return winner.country_code === null && lacks(address) ? 'loser' : 'winner'
  if (address.includes(field)) return samePlace && lacks(address) ? 'loser' : 'winner'
  return winner[field] === null ? 'loser' : 'winner'
}
