import { booleanAttribute, ChangeDetectionStrategy, Component, inject, input } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { TimelineEntryDto } from '../api/models/timeline-entry-dto'
import { DateTime } from './date-time'
import type { IconName } from './icons'

const icons: Record<string, IconName> = {
  'customer.created': 'customers',
  'customer.updated': 'edit',
  'customer.deleted': 'archive',
  'customer.restored': 'restore',
  'customer.merged': 'customers',
  'customer.unmerged': 'restore',
  'order.created': 'orders',
  'order.updated': 'edit',
  'order.deleted': 'archive',
  'order.restored': 'restore',
  'order.status_changed': 'status',
  'order.shipped': 'ship',
  'order.refunded': 'refund',
  'order.refund_updated': 'refund',
  'order.refund_deleted': 'refund',
  'order.payment_changed': 'status',
  'order.shipment_updated': 'ship',
  'order.shipment_delivered': 'ship',
  'order.shipment_deleted': 'ship',
  'return.requested': 'restore',
  'return.updated': 'edit',
  'return.status_changed': 'restore',
}

@Component({
  selector: 'ui-timeline',
  imports: [MatIconModule, RouterLink, TranslocoDirective, DateTime],
  template: `
    <ol *transloco="let t; prefix: 'timeline'">
      @for (entry of entries(); track entry.id) {
        <li>
          <span class="mark"><mat-icon [svgIcon]="icon(entry)" /></span>
          <div>
            <p>
              {{ text(entry) }}
              @if (subjects()) {
                @if (entry.order_id && entry.order_number) {
                  <a [routerLink]="['/orders', entry.order_id]"
                    ><bdi dir="ltr">{{ entry.order_number }}</bdi></a
                  >
                } @else if (entry.customer_id && entry.customer_name) {
                  <a [routerLink]="['/customers', entry.customer_id]"
                    ><bdi>{{ entry.customer_name }}</bdi></a
                  >
                }
              }
            </p>
            <p class="muted when">
              <ui-date-time [at]="entry.occurred_at" />
              <span>{{ entry.actor_name ?? t('system') }}</span>
            </p>
          </div>
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      list-style: none;
      margin: 0;
      padding: 0;
    }
    li {
      display: grid;
      grid-template-columns: 32px minmax(0, 1fr);
      gap: var(--space-3);
      position: relative;
      padding-block-end: var(--space-4);
      content-visibility: auto;
      contain-intrinsic-block-size: auto 56px;
    }
    li:last-child {
      padding-block-end: 0;
    }
    li:not(:last-child)::before {
      content: '';
      position: absolute;
      inset-block: 32px 0;
      inset-inline-start: 15.5px;
      inline-size: 1px;
      background: var(--mat-sys-outline-variant);
    }
    .mark {
      display: grid;
      place-items: center;
      inline-size: 32px;
      block-size: 32px;
      border-radius: 50%;
      background: var(--mat-sys-surface-container);
      color: var(--mat-sys-primary);
    }
    .mark mat-icon {
      inline-size: 18px;
      block-size: 18px;
    }
    .when {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-3);
      font: var(--mat-sys-body-small);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Timeline {
  private readonly transloco = inject(TranslocoService)
  readonly entries = input.required<readonly TimelineEntryDto[]>()
  /** Whether each entry says whom it happened to, as where many are listed. */
  readonly subjects = input(false, { transform: booleanAttribute })

  protected icon(entry: TimelineEntryDto): IconName {
    return icons[entry.type] ?? 'history'
  }

  protected text(entry: TimelineEntryDto): string {
    const { from, to } = entry.data as Record<string, unknown>
    const status = (value: unknown) => (typeof value === 'string' ? this.transloco.translate(`status.${value}`) : '')
    const known = entry.type in icons
    return this.transloco.translate(known ? `timeline.${entry.type}` : 'timeline.other', {
      type: entry.type,
      from: status(from),
      to: status(to),
    })
  }
}
