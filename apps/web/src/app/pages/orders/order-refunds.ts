import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective } from '@jsverse/transloco'
import { Orders, type Order, type Refund } from '../../data/orders.data'
import { Session } from '../../data/session'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Money } from '../../ui/money'
import { orderActions } from './order-action'
import { RefundDialog } from './refund-dialog'

/** The refunds of an order; those made by hand can be changed and taken back. */
@Component({
  selector: 'app-order-refunds',
  imports: [MatButtonModule, TranslocoDirective, DateTime, Money],
  template: `
    <ul class="lines" *transloco="let t; prefix: 'order'">
      @for (refund of order().refunds; track refund.id) {
        <li>
          <div class="what">
            <ui-date-time [at]="refund.refunded_at" />
            @if (returnOf(refund); as number) {
              <span class="muted">{{ t('pays_for', { number }) }}</span>
            }
            @if (refund.reason) {
              <bdi class="muted">{{ refund.reason }}</bdi>
            }
          </div>
          <div class="state">
            <ui-money [amount]="refund.amount" [currency]="refund.currency" />
            @if (refund.presentment_amount && refund.presentment_currency; as currency) {
              <span class="muted">{{
                t('customer_got', { amount: formats.money(refund.presentment_amount, currency) })
              }}</span>
            }
            @if (refund.source === 'manual' && session.can('orders.refund')) {
              <span class="row">
                <button matButton type="button" (click)="edit(refund)">{{ t('edit_part') }}</button>
                @if (!returnOf(refund)) {
                  <button matButton type="button" [disabled]="actions.busy()" (click)="remove(refund)">
                    {{ t('take_back') }}
                  </button>
                }
              </span>
            }
          </div>
        </li>
      }
    </ul>
  `,
  styleUrl: './order-parts.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderRefunds {
  private readonly orders = inject(Orders)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly order = input.required<Order>()
  readonly changed = output()
  protected readonly actions = orderActions(() => this.changed.emit())

  /** The number of the return that it pays for. */
  protected returnOf({ id }: Refund): string | undefined {
    return this.order().returns?.find(({ refund_id }) => refund_id === id)?.return_number
  }

  protected edit(refund: Refund) {
    return this.actions.open(RefundDialog, { order: this.order(), refund })
  }

  protected remove({ id, amount, currency }: Refund) {
    const params = { amount: this.formats.money(amount, currency) }
    return this.actions.run(() => this.orders.deleteRefund(id), 'refund.deleted', { question: 'refund.delete', params })
  }
}
