import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Role } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { type Invitation, Team, teamRoles } from '../../data/team.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'

@Component({
  selector: 'app-invite-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  templateUrl: './invite-dialog.html',
  styleUrl: '../orders/dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InviteDialog {
  private readonly team = inject(Team)
  private readonly dialog = inject<MatDialogRef<InviteDialog, Invitation>>(MatDialogRef)
  protected readonly roles = teamRoles
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    email: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
    first_name: new FormControl('', { nonNullable: true }),
    last_name: new FormControl('', { nonNullable: true }),
    role: new FormControl<Role>('agent', { nonNullable: true }),
  })

  protected async invite() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      this.dialog.close(await firstValueFrom(this.team.invite(this.form.getRawValue())))
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
