import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Order } from '../../data/orders.data'
import { Session } from '../../data/session'
import { DateTime } from '../../ui/date-time'
import { Money } from '../../ui/money'
import { StatusChip } from '../../ui/status-chip'
import { orderActions } from './order-action'
import { PaymentDialog } from './payment-dialog'
import { leftToRefund } from './pieces'

/** How an order was paid and what was paid back. */
@Component({
  selector: 'app-order-payment',
  imports: [MatButtonModule, TranslocoDirective, DateTime, Money, StatusChip],
  template: `
    <section class="sheet" *transloco="let t; prefix: 'payment'">
      <div class="row head">
        <h2>{{ t('title') }}</h2>
        <ui-status [value]="order().payment_status" />
      </div>
      <dl class="facts">
        @if (order().payment_method; as method) {
          <dt>{{ t('payment_method') }}</dt>
          <dd>
            <bdi>{{ method }}</bdi>
          </dd>
        }
        @if (order().payment_reference; as reference) {
          <dt>{{ t('payment_reference') }}</dt>
          <dd>
            <bdi class="reference">{{ reference }}</bdi>
          </dd>
        }
        @if (order().paid_at; as at) {
          <dt>{{ t('paid_at') }}</dt>
          <dd><ui-date-time [at]="at" /></dd>
        }
        @if (order().refunds?.length) {
          <dt>{{ t('refunded') }}</dt>
          <dd><ui-money [amount]="order().refunded_amount" [currency]="order().currency" /></dd>
          <dt>{{ t('left') }}</dt>
          <dd><ui-money [amount]="left()" [currency]="order().currency" /></dd>
        }
      </dl>
      @if (session.can('orders.payment') && order().next_payment_statuses.length > 0) {
        <button matButton type="button" (click)="change()">{{ t('change') }}</button>
      }
    </section>
  `,
  styles: `
    .head {
      justify-content: space-between;
      margin-block-end: var(--space-3);
    }
    h2 {
      margin: 0;
    }
    .reference {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderPayment {
  protected readonly session = inject(Session)
  readonly order = input.required<Order>()
  readonly changed = output()
  private readonly actions = orderActions(() => this.changed.emit())

  protected left(): string {
    return leftToRefund(this.order())
  }

  protected change() {
    return this.actions.open(PaymentDialog, this.order())
  }
}
