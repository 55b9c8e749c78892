import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../../data/failure'
import { loaded } from '../../../data/loaded'
import { Webhooks, type Subscription } from '../../../data/webhooks.data'
import { FieldError } from '../../../ui/field-error'
import { showFieldMessages } from '../../../ui/form-errors'
import { Formats } from '../../../ui/formats'

type Outcome = 'failed' | 'succeeded' | 'all'
const statuses = {
  failed: ['failed'],
  succeeded: ['succeeded'],
  all: ['failed', 'pending', 'succeeded'],
} as const satisfies Record<Outcome, readonly string[]>

/** Local times as the two fields hold them. */
const local = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
const day = 86_400_000

/** Sends the deliveries of a span of time again, and says before how many they are. */
@Component({
  selector: 'app-replay-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  templateUrl: './replay-dialog.html',
  styleUrl: '../../orders/dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReplayDialog {
  private readonly webhooks = inject(Webhooks)
  private readonly dialog = inject<MatDialogRef<ReplayDialog, number>>(MatDialogRef)
  private readonly subscription = inject<Subscription>(MAT_DIALOG_DATA)
  protected readonly formats = inject(Formats)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly outcomes = Object.keys(statuses) as Outcome[]
  protected readonly form = new FormGroup({
    from: new FormControl(local(new Date(Date.now() - day)), { nonNullable: true, validators: Validators.required }),
    to: new FormControl(local(new Date(Date.now() + 60_000)), { nonNullable: true, validators: Validators.required }),
    outcome: new FormControl<Outcome>('failed', { nonNullable: true }),
  })
  private readonly typed = toSignal(this.form.valueChanges)
  private readonly span = computed(() => {
    this.typed()
    const { from, to, outcome } = this.form.getRawValue()
    if (!from || !to) return undefined
    return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), statuses: [...statuses[outcome]] }
  })
  /** How many there are, before anything is done. */
  protected readonly found = loaded(
    () => {
      const span = this.span()
      return span && { from: span.from, to: span.to, status: span.statuses.join() }
    },
    ({ from, to, status }) =>
      this.webhooks.deliveries({
        subscription_id: this.subscription.id,
        'created_at[gte]': from,
        'created_at[lt]': to,
        status,
        per_page: 1,
        count: 'exact',
      }),
  )
  protected readonly total = computed(() => this.found.value()?.meta.pagination.total)

  protected async send() {
    const span = this.span()
    if (!span || this.busy()) return
    this.busy.set(true)
    try {
      const { deliveries } = await firstValueFrom(this.webhooks.replay(this.subscription.id, span))
      this.dialog.close(deliveries)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
