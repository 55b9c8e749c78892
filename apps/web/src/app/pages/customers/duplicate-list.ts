import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatButtonToggleModule } from '@angular/material/button-toggle'
import { MatProgressBarModule } from '@angular/material/progress-bar'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import {
  customerName,
  Customers,
  duplicateReasons,
  type DuplicateCustomer,
  type DuplicateGroup,
} from '../../data/customers.data'
import { Failure } from '../../data/failure'
import { Session } from '../../data/session'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { PageHeader } from '../../ui/page-header'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { duplicateFacts } from './duplicate-facts'
import { DuplicateStrength } from './duplicate-strength'

/** A page of groups. */
const atOnce = 20
/** An answer may have no group and go on; so many are asked for before the reader is. */
const mostAnswers = 25

/** Who may be one person, through the whole workspace, in groups of those who share something. */
@Component({
  selector: 'app-duplicate-list',
  imports: [
    MatButtonModule,
    MatButtonToggleModule,
    MatProgressBarModule,
    RouterLink,
    TranslocoDirective,
    TranslocoPipe,
    DuplicateStrength,
    EmptyState,
    ErrorState,
    PageHeader,
  ],
  templateUrl: './duplicate-list.html',
  styleUrl: './duplicate-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DuplicateListPage {
  private readonly customers = inject(Customers)
  private readonly router = inject(Router)
  private readonly transloco = inject(TranslocoService)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  /** Of the address. */
  readonly by = input<string>()

  protected readonly reasons = duplicateReasons
  protected readonly reason = computed(() => duplicateReasons.find((one) => one === this.by()) ?? 'email')
  protected readonly groups = signal<readonly DuplicateGroup[]>([])
  /** Where to go on; null at the end. */
  protected readonly next = signal<string | null>(null)
  protected readonly failure = signal<Failure | undefined>(undefined)
  protected readonly looking = signal(false)
  protected readonly busy = signal(false)
  /** Answers to an older question come too late. */
  private turn = 0

  constructor() {
    effect(() => {
      this.reason()
      untracked(() => void this.start())
    })
    inject(DestroyRef).onDestroy(() => this.turn++)
  }

  protected choose(reason: string) {
    return this.router.navigate([], { queryParams: { by: reason === 'email' ? null : reason }, replaceUrl: true })
  }

  protected start() {
    this.groups.set([])
    this.next.set(null)
    return this.look()
  }

  /** Until there is another page of them, or nobody is left. */
  protected async look() {
    const turn = ++this.turn
    const goal = this.groups().length + atOnce
    this.looking.set(true)
    this.failure.set(undefined)
    try {
      for (let answers = 0; answers < mostAnswers && this.groups().length < goal; answers++) {
        const found = await firstValueFrom(this.customers.duplicateGroups(this.reason(), this.next()))
        if (turn !== this.turn) return
        this.groups.update((groups) => [...groups, ...found.groups])
        this.next.set(found.next)
        if (found.next === null) break
      }
    } catch (error) {
      if (turn === this.turn) this.failure.set(Failure.from(error))
    } finally {
      if (turn === this.turn) this.looking.set(false)
    }
  }

  protected name(customer: DuplicateCustomer): string {
    return customerName(customer) ?? this.transloco.translate('customers.nameless')
  }

  protected facts(customer: DuplicateCustomer): string[] {
    return duplicateFacts({ customer }, this.name(customer), this.formats)
  }

  /** Says that `one` is not the first of the group. */
  protected async tellApart(group: DuplicateGroup, one: DuplicateCustomer) {
    const [first] = group.customers
    if (!first) return
    this.busy.set(true)
    try {
      await firstValueFrom(this.customers.tellApart(first.id, one.id))
      this.leave(group, one)
      const text = this.transloco.translate<string>('duplicates.told_apart', { name: this.name(one) })
      this.notices.offerUndo(text, () => void this.takeBack(first, one))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }

  private leave(group: DuplicateGroup, { id }: DuplicateCustomer) {
    const customers = group.customers.filter((one) => one.id !== id)
    const rest = customers.length > 1 ? [{ ...group, customers, total: group.total - 1 }] : []
    this.groups.update((groups) => groups.flatMap((one) => (one === group ? rest : [one])))
  }

  private async takeBack(first: DuplicateCustomer, one: DuplicateCustomer) {
    try {
      await firstValueFrom(this.customers.tellAlike(first.id, one.id))
      await this.start()
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
