import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import type { Order } from '../../data/orders.data'
import { Returns, type Return } from '../../data/returns.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { leftToRefund, piecesOf, proposedAmount } from './pieces'

export interface ReturnRefundDialogData {
  readonly order: Order
  readonly return: Return
}

/** What pays for a return: a new refund with the amount that its pieces propose, or one that stands. */
@Component({
  selector: 'app-return-refund-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  templateUrl: './return-refund-dialog.html',
  styleUrl: './dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReturnRefundDialog {
  private readonly returns = inject(Returns)
  private readonly dialog = inject<MatDialogRef<ReturnRefundDialog, boolean>>(MatDialogRef)
  protected readonly formats = inject(Formats)
  protected readonly data = inject<ReturnRefundDialogData>(MAT_DIALOG_DATA)
  protected readonly order = this.data.order
  protected readonly left = leftToRefund(this.order)
  /** Refunds of the order that pay for no return yet. */
  protected readonly refunds = (this.order.refunds ?? []).filter(
    ({ id }) => !(this.order.returns ?? []).some(({ refund_id }) => refund_id === id),
  )
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    refund_id: new FormControl('', { nonNullable: true }),
    amount: new FormControl(proposedAmount(this.order, piecesOf(this.data.return.items ?? [])), {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^\d+([.]\d+)?$/)],
    }),
  })

  protected async save() {
    const { refund_id, amount } = this.form.getRawValue()
    this.form.markAllAsTouched()
    if (this.busy() || (!refund_id && this.form.invalid)) return
    this.busy.set(true)
    try {
      const refund = refund_id ? { refund_id } : { amount }
      await firstValueFrom(this.returns.setStatus(this.data.return.id, 'refunded', refund))
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
