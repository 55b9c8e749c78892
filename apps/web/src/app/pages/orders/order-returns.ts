import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective } from '@jsverse/transloco'
import type { ReturnStatus } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import type { Order } from '../../data/orders.data'
import { Returns } from '../../data/returns.data'
import { Session } from '../../data/session'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { StatusChip } from '../../ui/status-chip'
import { orderActions } from './order-action'
import { ReturnDialog } from './return-dialog'
import { ReturnRefundDialog } from './return-refund-dialog'

type OrderReturn = NonNullable<Order['returns']>[number]

const nextSteps: Partial<Record<ReturnStatus, ReturnStatus>> = { requested: 'approved', approved: 'received' }

/** The returns of an order, with what may be done about them. */
@Component({
  selector: 'app-order-returns',
  imports: [MatButtonModule, TranslocoDirective, DateTime, StatusChip],
  template: `
    <ul class="lines" *transloco="let t; prefix: 'returns'">
      @for (row of order().returns; track row.id) {
        <li>
          <div class="what">
            <span class="row">
              <bdi dir="ltr">{{ row.return_number }}</bdi>
              <ui-status [value]="row.status" />
            </span>
            <span class="muted">
              {{ formats.counted('returns.pieces', row.quantity) }} · {{ t('reasons.' + row.reason) }} ·
              <ui-date-time [at]="row.requested_at" show="date" />
            </span>
          </div>
          <div class="row">
            @if (session.can('orders.decide-return')) {
              @if (stepAfter(row); as next) {
                <button matButton="tonal" type="button" [disabled]="actions.busy()" (click)="move(row, next)">
                  {{ t('to.' + next) }}
                </button>
              }
              @if (row.status === 'received') {
                <button matButton="tonal" type="button" (click)="pay(row)">{{ t('to.refunded') }}</button>
              }
              @if (isOpen(row) || row.status === 'received') {
                <button matButton type="button" [disabled]="actions.busy()" (click)="reject(row)">
                  {{ t('to.rejected') }}
                </button>
              }
            }
            @if (mayChange(row)) {
              <button matButton type="button" (click)="edit(row)">{{ t('edit') }}</button>
              @if (isOpen(row)) {
                <button matButton type="button" [disabled]="actions.busy()" (click)="cancel(row)">
                  {{ t('to.cancelled') }}
                </button>
              }
            }
          </div>
        </li>
      }
    </ul>
  `,
  styleUrl: './order-parts.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderReturns {
  private readonly returns = inject(Returns)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly order = input.required<Order>()
  readonly changed = output()
  protected readonly actions = orderActions(() => this.changed.emit())

  protected stepAfter({ status }: OrderReturn): ReturnStatus | undefined {
    return nextSteps[status]
  }

  protected isOpen({ status }: OrderReturn): boolean {
    return status === 'requested' || status === 'approved'
  }

  /** Agents change what they asked for until somebody has decided. */
  protected mayChange({ status }: OrderReturn): boolean {
    return this.session.can('orders.decide-return') || (this.session.can('orders.return') && status === 'requested')
  }

  protected move({ id, return_number }: OrderReturn, status: ReturnStatus) {
    const params = { number: return_number }
    return this.actions.run(() => this.returns.setStatus(id, status), `returns.now.${status}`, { params })
  }

  protected reject({ id, return_number }: OrderReturn) {
    const asked = { question: 'returns.reject', params: { number: return_number } }
    return this.actions.run(() => this.returns.setStatus(id, 'rejected'), 'returns.now.rejected', asked)
  }

  protected cancel({ id, return_number }: OrderReturn) {
    const asked = { question: 'returns.cancel', params: { number: return_number } }
    return this.actions.run(() => this.returns.cancel(id), 'returns.now.cancelled', asked)
  }

  protected async pay(row: OrderReturn) {
    await this.withItems(row, ReturnRefundDialog)
  }

  protected async edit(row: OrderReturn) {
    await this.withItems(row, ReturnDialog)
  }

  private async withItems({ id }: OrderReturn, dialog: typeof ReturnDialog | typeof ReturnRefundDialog) {
    try {
      const whole = await firstValueFrom(this.returns.get(id))
      await this.actions.open(dialog, { order: this.order(), return: whole })
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
