import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { returnReasons, type ReturnReason } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import type { Order } from '../../data/orders.data'
import { Returns, type Return } from '../../data/returns.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { asItems, linesLeft, type Pieces, piecesOf } from './pieces'
import { PiecesField } from './pieces-field'

export interface ReturnDialogData {
  readonly order: Order
  /** Absent when a new one is asked for. */
  readonly return?: Return
}

@Component({
  selector: 'app-return-dialog',
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
  templateUrl: './return-dialog.html',
  styleUrl: './dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReturnDialog {
  private readonly returns = inject(Returns)
  private readonly dialog = inject<MatDialogRef<ReturnDialog, boolean>>(MatDialogRef)
  protected readonly data = inject<ReturnDialogData>(MAT_DIALOG_DATA)
  protected readonly order = this.data.order
  private readonly standing = this.data.return
  private readonly own = piecesOf(this.standing?.items ?? [])
  /** What was sent back already is what it is. */
  protected readonly isOpen =
    !this.standing || this.standing.status === 'requested' || this.standing.status === 'approved'
  protected readonly lines = linesLeft(this.order, 'returned_quantity', this.own)
  protected readonly pieces = signal<Pieces>(this.own)
  protected readonly reasons = returnReasons
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    reason: new FormControl<ReturnReason>(this.standing?.reason ?? 'changed_mind', { nonNullable: true }),
    reason_text: new FormControl(this.standing?.reason_text ?? '', { nonNullable: true }),
    note: new FormControl(this.standing?.note ?? '', { nonNullable: true }),
    restock: new FormControl(this.standing?.restock ?? true, { nonNullable: true }),
  })

  constructor() {
    if (this.isOpen) return
    this.form.controls.reason.disable()
    this.form.controls.reason_text.disable()
  }

  protected async save() {
    if (this.busy()) return
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
    const { reason_text, note, ...more } = this.form.value
    const texts = {
      ...(reason_text !== undefined && { reason_text: reason_text || null }),
      ...(note !== undefined && { note: note || null }),
    }
    const items = asItems(this.pieces())
    if (!this.standing) {
      const { reason, restock } = this.form.getRawValue()
      return this.returns.request(this.order.id, { reason, restock, ...texts, items })
    }
    const isSame = JSON.stringify(items) === JSON.stringify(asItems(this.own))
    const { id, version } = this.standing
    return this.returns.change(id, version, { ...more, ...texts, ...(!isSame && { items }) })
  }
}
