import { ChangeDetectionStrategy, Component, inject, signal, viewChild } from '@angular/core'
import { FormControl, FormGroup, FormGroupDirective, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { Profile } from '../../data/profile.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Notices } from '../../ui/notices'

@Component({
  selector: 'app-password-form',
  imports: [ReactiveFormsModule, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective, FieldError],
  template: `
    <form class="sheet" *transloco="let t; prefix: 'profile'" [formGroup]="form" (ngSubmit)="save()" novalidate>
      <h2>{{ t('password_heading') }}</h2>
      @for (message of messages(); track message) {
        <p class="problem" role="alert">{{ message }}</p>
      }
      <p class="muted">{{ t('password_text') }}</p>
      <div class="form-grid">
        <mat-form-field>
          <mat-label>{{ t('current_password') }}</mat-label>
          <input matInput type="password" formControlName="current_password" autocomplete="current-password" />
          <mat-error>{{ form.controls.current_password.errors | fieldError }}</mat-error>
        </mat-form-field>
        <mat-form-field>
          <mat-label>{{ t('new_password') }}</mat-label>
          <input matInput type="password" formControlName="password" autocomplete="new-password" />
          <mat-hint>{{ t('password_hint') }}</mat-hint>
          <mat-error>{{ form.controls.password.errors | fieldError }}</mat-error>
        </mat-form-field>
      </div>
      <div class="end">
        <button matButton="tonal" type="submit" [disabled]="busy()">{{ t('change_password') }}</button>
      </div>
    </form>
  `,
  styleUrl: './profile-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasswordForm {
  private readonly profile = inject(Profile)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  private readonly directive = viewChild(FormGroupDirective)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    current_password: new FormControl('', { nonNullable: true, validators: Validators.required }),
    password: new FormControl('', { nonNullable: true, validators: Validators.required }),
  })

  protected async save() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      const { current_password, password } = this.form.getRawValue()
      await firstValueFrom(this.profile.changePassword(current_password, password))
      this.directive()?.resetForm()
      this.notices.tell(this.transloco.translate('profile.password_changed'))
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
