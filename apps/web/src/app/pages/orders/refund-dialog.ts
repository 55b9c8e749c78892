import { ChangeDetectionStrategy, Component, effect, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { Orders, type Order, type Refund } from '../../data/orders.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { asItems, leftToRefund, linesLeft, type Pieces, proposedAmount } from './pieces'
import { PiecesField } from './pieces-field'

export interface RefundDialogData {
  readonly order: Order
  /** Absent when a new one is made. */
  readonly refund?: Refund
}

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
    PiecesField,
  ],
  templateUrl: './refund-dialog.html',
  styleUrl: './dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RefundDialog {
  private readonly orders = inject(Orders)
  private readonly dialog = inject<MatDialogRef<RefundDialog, boolean>>(MatDialogRef)
  protected readonly formats = inject(Formats)
  protected readonly data = inject<RefundDialogData>(MAT_DIALOG_DATA)
  protected readonly order = this.data.order
  protected readonly left = leftToRefund(this.order)
  protected readonly lines = this.data.refund ? [] : linesLeft(this.order, 'refunded_quantity')
  protected readonly pieces = signal<Pieces>({})
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    amount: new FormControl(this.data.refund?.amount ?? '', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^\d+([.]\d+)?$/)],
    }),
    reason: new FormControl(this.data.refund?.reason ?? '', { nonNullable: true }),
  })

  constructor() {
    effect(() => {
      const pieces = this.pieces()
      const { amount } = this.form.controls
      // An amount that somebody wrote is not overwritten.
      if (amount.dirty || this.data.refund) return
      amount.setValue(asItems(pieces).length ? proposedAmount(this.order, pieces) : '')
    })
  }

  protected async save() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    try {
      await firstValueFrom(this.send())
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  private send() {
    const { amount, reason } = this.form.getRawValue()
    if (this.data.refund) return this.orders.editRefund(this.data.refund, { amount, reason: reason || null })
    const items = asItems(this.pieces())
    return this.orders.refund(this.order.id, { amount, ...(reason && { reason }), ...(items.length && { items }) })
  }
}
