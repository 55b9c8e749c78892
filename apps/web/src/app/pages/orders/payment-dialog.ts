import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective, TranslocoPipe } from '@jsverse/transloco'
import type { PaymentStatus } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import type { PaymentStatusDto } from '../../api/models/payment-status-dto'
import { Failure } from '../../data/failure'
import { Orders, type Order } from '../../data/orders.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'

/** Moves the payment of an order along its life cycle. */
@Component({
  selector: 'app-payment-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    TranslocoPipe,
    FieldError,
  ],
  template: `
    <form *transloco="let t; prefix: 'payment'" [formGroup]="form" (ngSubmit)="save()" novalidate>
      <h2 mat-dialog-title>{{ t('heading', { number: order.order_number }) }}</h2>
      <mat-dialog-content>
        @for (message of messages(); track message) {
          <p class="problem" role="alert">{{ message }}</p>
        }
        <mat-form-field>
          <mat-label>{{ t('status') }}</mat-label>
          <select matNativeControl formControlName="payment_status">
            @for (status of order.next_payment_statuses; track status) {
              <option [value]="status">{{ 'status.' + status | transloco }}</option>
            }
          </select>
          <mat-error>{{ form.controls.payment_status.errors | fieldError }}</mat-error>
        </mat-form-field>
        @for (field of texts; track field) {
          <mat-form-field>
            <mat-label>{{ t(field) }}</mat-label>
            <input matInput [formControlName]="field" autocomplete="off" />
            <mat-error>{{ form.controls[field].errors | fieldError }}</mat-error>
          </mat-form-field>
        }
        <mat-form-field>
          <mat-label>{{ t('paid_at') }}</mat-label>
          <input matInput type="date" formControlName="paid_at" />
          <mat-hint>{{ t('paid_at_hint') }}</mat-hint>
          <mat-error>{{ form.controls.paid_at.errors | fieldError }}</mat-error>
        </mat-form-field>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false">{{ t('cancel') }}</button>
        <button matButton="filled" type="submit" [disabled]="busy()">{{ t('save') }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styleUrl: './dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PaymentDialog {
  private readonly orders = inject(Orders)
  private readonly dialog = inject<MatDialogRef<PaymentDialog, boolean>>(MatDialogRef)
  protected readonly order = inject<Order>(MAT_DIALOG_DATA)
  protected readonly texts = ['payment_method', 'payment_reference'] as const
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    payment_status: new FormControl<PaymentStatus>(this.likely(), { nonNullable: true }),
    payment_method: new FormControl(this.order.payment_method ?? '', { nonNullable: true }),
    payment_reference: new FormControl(this.order.payment_reference ?? '', { nonNullable: true }),
    paid_at: new FormControl('', { nonNullable: true }),
  })

  protected async save() {
    if (this.busy()) return
    this.busy.set(true)
    try {
      const { payment_status, payment_method, payment_reference, paid_at } = this.form.getRawValue()
      const body: PaymentStatusDto = {
        payment_status,
        payment_method: payment_method || null,
        payment_reference: payment_reference || null,
        // A day without a time: noon, which is that day nearly everywhere.
        ...(paid_at && { paid_at: `${paid_at}T12:00:00Z` }),
      }
      await firstValueFrom(this.orders.setPayment(this.order.id, this.order.version, body))
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  private likely(): PaymentStatus {
    const next = this.order.next_payment_statuses
    return next.includes('paid') ? 'paid' : (next[0] ?? this.order.payment_status)
  }
}
