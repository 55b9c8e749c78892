import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Orders, type Order, type Refund } from '../../data/orders.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { ErrorState } from '../../ui/state-view'
import { asItems, leftToRefund, linesLeft, type Pieces, piecesOf, proposedAmount, withoutRefund } from './pieces'
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
    ErrorState,
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
  /** What is edited, with its lines. */
  protected readonly standing = loaded(
    () => this.data.refund?.id,
    (id) => this.orders.getRefund(id),
  )
  private readonly before = computed(() => piecesOf(this.standing.value()?.items ?? []))
  protected readonly order = computed(() => {
    const { order, refund } = this.data
    return refund ? withoutRefund(order, refund.amount, this.before()) : order
  })
  protected readonly left = computed(() => leftToRefund(this.order()))
  protected readonly lines = computed(() =>
    this.data.refund && !this.standing.value() ? [] : linesLeft(this.order(), 'refunded_quantity'),
  )
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
    effect(() => this.pieces.set(this.before()))
    effect(() => {
      const pieces = this.pieces()
      const { amount } = this.form.controls
      // An amount that somebody wrote is not overwritten, nor that of a refund whose pieces stay.
      if (amount.dirty || (this.data.refund && !this.isMoved(pieces))) return
      amount.setValue(asItems(pieces).length ? proposedAmount(untracked(this.order), pieces) : '')
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
    const items = asItems(this.pieces())
    const { order, refund } = this.data
    if (refund) {
      const lines = this.isMoved(this.pieces()) ? { items: [...items, ...this.named()] } : {}
      return this.orders.editRefund(refund, { amount, reason: reason || null, ...lines })
    }
    return this.orders.refund(order.id, { amount, ...(reason && { reason }), ...(items.length && { items }) })
  }

  private isMoved(pieces: Pieces): boolean {
    const before = this.before()
    return [...new Set([...Object.keys(before), ...Object.keys(pieces)])].some(
      (id) => (before[id] ?? 0) !== (pieces[id] ?? 0),
    )
  }

  /** Lines that name no line of the order stay. */
  private named() {
    return (this.standing.value()?.items ?? []).flatMap(
      ({ order_item_id, product_id, sku, product_name, quantity, unit_price }) =>
        order_item_id ? [] : [{ product_id, sku, product_name, quantity, unit_price }],
    )
  }
}
