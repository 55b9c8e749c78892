import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective, TranslocoPipe } from '@jsverse/transloco'
import type { OrderStatus } from '@portolan/contracts'
import type { Order } from '../../data/orders.data'

const way: readonly OrderStatus[] = ['pending', 'processing', 'shipped', 'delivered']

/** How far an order is on its way, as steps; where it left the way, that is the last one. */
@Component({
  selector: 'app-order-progress',
  imports: [MatIconModule, TranslocoDirective, TranslocoPipe],
  template: `
    <ol *transloco="let t; prefix: 'order'" [attr.aria-label]="t('progress')">
      @for (step of steps(); track step.status) {
        <li
          [class.done]="step.state === 'done'"
          [class.current]="step.state === 'current'"
          [class.off]="step.isOff"
          [attr.aria-current]="step.state === 'current' ? 'step' : null"
        >
          <span class="mark">
            @if (step.isOff) {
              <mat-icon svgIcon="close" />
            } @else if (step.state !== 'ahead') {
              <mat-icon svgIcon="check" />
            }
          </span>
          <span>
            {{ 'status.' + step.status | transloco }}
            @if (step.status === 'shipped' && isPartly()) {
              <span class="muted">{{ t('partly') }}</span>
            }
          </span>
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2) var(--space-5);
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--mat-sys-on-surface-variant);
    }
    .mark {
      display: grid;
      place-items: center;
      inline-size: 22px;
      block-size: 22px;
      border: 2px solid var(--mat-sys-outline-variant);
      border-radius: 50%;
    }
    .mark mat-icon {
      inline-size: 14px;
      block-size: 14px;
    }
    .done,
    .current {
      color: var(--mat-sys-on-surface);
    }
    .done .mark,
    .current .mark {
      border-color: var(--good);
      color: var(--good);
    }
    .current {
      font-weight: 600;
    }
    .off .mark {
      border-color: var(--bad);
      color: var(--bad);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderProgress {
  readonly order = input.required<Order>()
  protected readonly isPartly = computed(() => this.order().fulfilment?.state === 'partly_shipped')
  protected readonly steps = computed(() => {
    const { status } = this.order()
    const place = way.indexOf(status)
    const isOff = place < 0
    const passed = isOff ? way.filter((step) => this.wasThere(step)) : way
    return [
      ...passed.map((step, index) => ({
        status: step,
        isOff: false,
        state: isOff || index < place ? ('done' as const) : index === place ? ('current' as const) : ('ahead' as const),
      })),
      ...(isOff ? [{ status, isOff, state: 'current' as const }] : []),
    ]
  })

  /** An order that left its way: what we can still see of it. */
  private wasThere(step: OrderStatus): boolean {
    const state = this.order().fulfilment?.state
    if (step === 'pending') return true
    if (step === 'delivered') return state === 'delivered'
    return step === 'shipped' ? state === 'shipped' || state === 'delivered' : this.order().status === 'refunded'
  }
}
