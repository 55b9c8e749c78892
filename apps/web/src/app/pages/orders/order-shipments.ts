import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective } from '@jsverse/transloco'
import { Orders, type Order, type Shipment } from '../../data/orders.data'
import { Session } from '../../data/session'
import { Copyable } from '../../ui/copyable'
import { DateTime } from '../../ui/date-time'
import { Formats } from '../../ui/formats'
import { orderActions } from './order-action'
import { ShipmentDialog } from './shipment-dialog'

/** The parcels of an order. */
@Component({
  selector: 'app-order-shipments',
  imports: [MatButtonModule, TranslocoDirective, Copyable, DateTime],
  template: `
    <ul class="lines" *transloco="let t; prefix: 'order'">
      @for (shipment of order().shipments; track shipment.id) {
        <li>
          <div class="what">
            <span class="row">
              <bdi>{{ shipment.carrier ?? t('carrier_unknown') }}</bdi>
              @if (shipment.tracking_number; as number) {
                <ui-copyable [text]="number" [label]="t('tracking_number')" />
              }
              @if (shipment.tracking_url; as address) {
                <a [href]="address" target="_blank" rel="noopener noreferrer">{{ t('track') }}</a>
              }
            </span>
            @for (item of shipment.items; track item.id) {
              <span class="muted"
                >{{ formats.number(item.quantity) }} × <bdi>{{ item.product_name }}</bdi></span
              >
            }
          </div>
          <div class="state">
            <span class="muted">
              @if (shipment.delivered_at; as at) {
                {{ t('delivered_on') }} <ui-date-time [at]="at" show="date" />
              } @else if (shipment.shipped_at; as at) {
                {{ t('shipped_on') }} <ui-date-time [at]="at" show="date" />
              } @else {
                {{ t('waits') }}
              }
              @if (!shipment.delivered_at && shipment.estimated_delivery; as day) {
                · {{ t('expected_on', { day: formats.day(day) }) }}
              }
            </span>
            @if (session.can('orders.ship')) {
              <span class="row">
                @if (shipment.shipped_at && !shipment.delivered_at) {
                  <button matButton type="button" [disabled]="actions.busy()" (click)="deliver(shipment)">
                    {{ t('mark_arrived') }}
                  </button>
                }
                <button matButton type="button" (click)="edit(shipment)">{{ t('edit_part') }}</button>
                @if (shipment.source === 'manual') {
                  <button matButton type="button" [disabled]="actions.busy()" (click)="remove(shipment)">
                    {{ t('delete_part') }}
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
export class OrderShipments {
  private readonly orders = inject(Orders)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly order = input.required<Order>()
  readonly changed = output()
  protected readonly actions = orderActions(() => this.changed.emit())

  protected deliver(shipment: Shipment) {
    const body = { delivered_at: new Date().toISOString() }
    return this.actions.run(() => this.orders.editShipment(this.order().id, shipment, body), 'shipment.arrived')
  }

  protected edit(shipment: Shipment) {
    return this.actions.open(ShipmentDialog, { order: this.order(), shipment })
  }

  protected remove({ id }: Shipment) {
    return this.actions.run(() => this.orders.deleteShipment(this.order().id, id), 'shipment.deleted', {
      question: 'shipment.delete',
    })
  }
}
