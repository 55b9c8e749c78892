import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
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

@Component({
  selector: 'app-refund-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  templateUrl: './refund-dialog.html',
  styleUrl: './dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RefundDialog {
  private readonly orders = inject(Orders)
  private readonly dialog = inject<MatDialogRef<RefundDialog, boolean>>(MatDialogRef)
  protected readonly order = inject<Order>(MAT_DIALOG_DATA)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    amount: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^\d+([.]\d+)?$/)],
    }),
    reason: new FormControl('', { nonNullable: true }),
  })

  protected async save() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    try {
      const { amount, reason } = this.form.getRawValue()
      await firstValueFrom(this.orders.refund(this.order.id, { amount, ...(reason && { reason }) }))
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
