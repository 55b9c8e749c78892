import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { carriers } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import type { EditShipmentDto } from '../../api/models/edit-shipment-dto'
import { Failure } from '../../data/failure'
import { Orders, type Order, type Shipment } from '../../data/orders.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { allOf, asItems, linesLeft, type Pieces, piecesOf } from './pieces'
import { PiecesField } from './pieces-field'

export interface ShipmentDialogData {
  readonly order: Order
  /** Absent when a new one is made. */
  readonly shipment?: Shipment
}

function text(value: string | null | undefined) {
  return new FormControl(value ?? '', { nonNullable: true })
}

@Component({
  selector: 'app-shipment-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatCheckboxModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
    PiecesField,
  ],
  templateUrl: './shipment-dialog.html',
  styleUrl: './dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShipmentDialog {
  private readonly orders = inject(Orders)
  private readonly dialog = inject<MatDialogRef<ShipmentDialog, boolean>>(MatDialogRef)
  protected readonly data = inject<ShipmentDialogData>(MAT_DIALOG_DATA)
  protected readonly order = this.data.order
  private readonly own = piecesOf(this.data.shipment?.items ?? [])
  protected readonly lines = linesLeft(this.order, 'shipped_quantity', this.own)
  protected readonly pieces = signal<Pieces>(this.data.shipment ? this.own : allOf(this.lines))
  protected readonly carriers = carriers.map(({ name }) => name)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    carrier: text(this.data.shipment?.carrier),
    tracking_number: text(this.data.shipment?.tracking_number),
    tracking_url: text(this.data.shipment?.tracking_url),
    estimated_delivery: text(this.data.shipment?.estimated_delivery),
    is_sent: new FormControl(this.data.shipment ? this.data.shipment.shipped_at !== null : true, { nonNullable: true }),
  })

  protected async save() {
    if (this.busy()) return
    this.busy.set(true)
    try {
      const { shipment } = this.data
      const body = this.changed()
      await firstValueFrom(
        shipment ? this.orders.editShipment(this.order.id, shipment, body) : this.orders.ship(this.order.id, body),
      )
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  /** Only what was edited; a parcel with all that is left says nothing about its items. */
  private changed(): EditShipmentDto {
    const { is_sent, ...fields } = this.form.controls
    const edited = Object.entries(fields).filter(([, control]) => control.dirty)
    const before = this.data.shipment ? this.own : allOf(this.lines)
    const items = asItems(this.pieces())
    const same = JSON.stringify(items) === JSON.stringify(asItems(before))
    return {
      ...Object.fromEntries(edited.map(([name, { value }]) => [name, value === '' ? null : value])),
      ...(is_sent.dirty && { shipped_at: is_sent.value ? new Date().toISOString() : null }),
      ...(!same && { items }),
    }
  }
}
