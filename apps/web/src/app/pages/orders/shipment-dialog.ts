import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { Orders, type Order } from '../../data/orders.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'

function text() {
  return new FormControl('', { nonNullable: true })
}

@Component({
  selector: 'app-shipment-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  templateUrl: './shipment-dialog.html',
  styleUrl: './dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShipmentDialog {
  private readonly orders = inject(Orders)
  private readonly dialog = inject<MatDialogRef<ShipmentDialog, boolean>>(MatDialogRef)
  protected readonly order = inject<Order>(MAT_DIALOG_DATA)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({ carrier: text(), tracking_number: text(), tracking_url: text() })

  protected async save() {
    if (this.busy()) return
    this.busy.set(true)
    try {
      const filled = Object.entries(this.form.getRawValue()).filter(([, value]) => value !== '')
      await firstValueFrom(this.orders.ship(this.order.id, Object.fromEntries(filled)))
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
