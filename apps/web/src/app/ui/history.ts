import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { map } from 'rxjs'
import { loaded, type Loaded } from '../data/loaded'
import { TimelineEntries, type TimelineEntry, type TimelinePage } from '../data/timeline.data'
import { FilterChip } from './filter-chip'
import { InSight } from './in-sight'
import { Language } from './language'
import { Skeleton } from './skeleton'
import { ErrorState } from './state-view'
import { Timeline } from './timeline'

/** What people look for in a history, and the events that are it. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  orders: ['order.created', 'order.updated', 'order.deleted', 'order.restored'],
  status: ['order.status_changed', 'order.payment_changed'],
  shipments: ['order.shipped', 'order.shipment_updated', 'order.shipment_delivered', 'order.shipment_deleted'],
  refunds: ['order.refunded', 'order.refund_updated', 'order.refund_deleted'],
  returns: ['return.requested', 'return.updated', 'return.status_changed'],
  profile: ['customer.created', 'customer.updated', 'customer.deleted', 'customer.restored'],
  merges: ['customer.merged', 'customer.unmerged'],
}

interface Read {
  readonly entries: readonly TimelineEntry[]
  /** Where the older ones go on. */
  readonly next: string | null
}

/** All that happened to a customer or an order, newest first: by kind, and older entries come as one scrolls. */
@Component({
  selector: 'ui-history',
  imports: [MatButtonModule, TranslocoDirective, ErrorState, FilterChip, InSight, Skeleton, Timeline],
  template: `
    <ng-container *transloco="let t; prefix: 'history'">
      <header>
        <h2>{{ t('heading') }}</h2>
        <ui-filter-chip
          [label]="t('kind')"
          [choices]="choices()"
          [selected]="chosen()"
          (selectedChange)="chosen.set($event)"
        />
      </header>
      @if (read.failure(); as failure) {
        <ui-error [failure]="failure" (retry)="read.reload()" />
      } @else if (read.value(); as history) {
        @if (history.entries.length === 0) {
          <p class="muted">{{ chosen().length ? t('none_of_kind') : t('none') }}</p>
        } @else {
          <ui-timeline [subjects]="of() === 'customers'" [entries]="history.entries" />
          @if (history.next) {
            <button
              matButton
              type="button"
              [disabled]="read.loading()"
              (uiInSight)="readOn(history.next)"
              (click)="readOn(history.next)"
            >
              {{ t('older') }}
            </button>
          }
        }
      } @else {
        <ui-skeleton />
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
      grid-template-columns: minmax(0, 1fr);
    }
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
    }
    button {
      justify-self: center;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class History {
  private readonly timeline = inject(TimelineEntries)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  readonly of = input.required<'customers' | 'orders'>()
  readonly id = input.required<string>()
  protected readonly chosen = signal<readonly string[]>([])
  /** From the start again with every other question. */
  private readonly cursor = linkedSignal({ source: () => [this.id(), this.chosen()], computation: () => '' })
  protected readonly read: Loaded<Read> = loaded(
    () => ({ of: this.of(), id: this.id(), kinds: this.chosen(), cursor: this.cursor() }),
    ({ of, id, kinds: wanted, cursor }) => {
      const before = cursor ? (untracked(() => this.read.value())?.entries ?? []) : []
      const type = wanted.flatMap((kind) => kinds[kind] ?? []).join(',')
      return this.timeline
        .of(of, id, { type, cursor })
        .pipe(map((page) => ({ entries: [...before, ...page.data], next: cursorIn(page) })))
    },
  )
  protected readonly choices = computed(() => {
    this.language.current()
    return Object.keys(kinds)
      .filter((kind) => this.of() === 'customers' || !['profile', 'merges'].includes(kind))
      .map((value) => ({ value, label: this.transloco.translate(`history.kinds.${value}`) }))
  })

  /** After something was done to it. */
  reload() {
    if (this.cursor()) this.cursor.set('')
    else this.read.reload()
  }

  protected readOn(cursor: string) {
    if (!this.read.loading()) this.cursor.set(cursor)
  }
}

function cursorIn({ links }: TimelinePage): string | null {
  return links.next ? new URL(links.next, location.origin).searchParams.get('cursor') : null
}
