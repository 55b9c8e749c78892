import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Colleagues, colleagueName, type Colleague } from '../../data/colleagues'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Team } from '../../data/team.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'

export interface Deactivation {
  readonly person: Colleague
  /** How many customers the person had. */
  readonly customers: number
}

/** Asks before somebody loses access, and who takes over the customers if there are any. */
@Component({
  selector: 'app-deactivate-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    ErrorState,
    FieldError,
    Skeleton,
  ],
  templateUrl: './deactivate-dialog.html',
  styleUrls: ['../orders/dialog-form.scss', './deactivate-dialog.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DeactivateDialog {
  private readonly team = inject(Team)
  private readonly colleagues = inject(Colleagues)
  private readonly dialog = inject<MatDialogRef<DeactivateDialog, Deactivation>>(MatDialogRef)
  protected readonly formats = inject(Formats)
  protected readonly person = inject<Colleague>(MAT_DIALOG_DATA)
  protected readonly name = colleagueName(this.person)
  protected readonly customers = loaded(
    () => this.person.id,
    (id) => this.team.customersOf(id),
  )
  protected readonly successors = computed(() =>
    (this.colleagues.list.value() ?? [])
      .filter(({ id, status, role }) => id !== this.person.id && status === 'active' && role !== 'readonly')
      .map((colleague) => ({ id: colleague.id, name: colleagueName(colleague) })),
  )
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    hand_over_to: new FormControl('', { nonNullable: true, validators: Validators.required }),
  })

  protected async deactivate() {
    const customers = this.customers.value()
    if (customers === undefined || this.busy()) return
    this.form.markAllAsTouched()
    if (customers > 0 && this.form.invalid) return
    this.busy.set(true)
    this.messages.set([])
    try {
      const successor = customers > 0 ? this.form.getRawValue().hand_over_to : undefined
      await firstValueFrom(this.team.deactivate(this.person.id, successor))
      this.dialog.close({ person: this.person, customers })
    } catch (error) {
      const failure = Failure.from(error)
      // Somebody was assigned while this question stood: ask it again with the new count.
      if (failure.reason === 'user.has_customers') this.customers.reload()
      else this.messages.set(showFieldMessages(this.form, failure))
    } finally {
      this.busy.set(false)
    }
  }
}
