import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { type MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../data/failure'
import { Session } from '../data/session'
import { FieldError } from '../ui/field-error'

/** The password of who was signed in, over the page that they were at, so that nothing typed there is lost. */
@Component({
  selector: 'app-sign-in-again',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  template: `
    <form *transloco="let t; prefix: 'sign_in_again'" [formGroup]="form" (ngSubmit)="submit()" novalidate>
      <h2 mat-dialog-title>{{ t('heading') }}</h2>
      <mat-dialog-content>
        <p>{{ t('text') }}</p>
        @if (failure(); as problem) {
          <p class="problem" role="alert">{{ problem.message || t('unreachable') }}</p>
        }
        <input class="visually-hidden" type="email" autocomplete="username" tabindex="-1" readonly [value]="email" />
        <mat-form-field>
          <mat-label>{{ t('password', { email }) }}</mat-label>
          <input matInput type="password" formControlName="password" autocomplete="current-password" dir="ltr" />
          <mat-error>{{ form.controls.password.errors | fieldError }}</mat-error>
        </mat-form-field>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false">{{ t('leave') }}</button>
        <button matButton="filled" type="submit" [disabled]="busy()">{{ t('submit') }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    p {
      margin-block-end: var(--space-4);
    }
    .problem {
      padding: var(--space-2) var(--space-3);
      border-radius: 8px;
      background: var(--bad-container);
      color: var(--bad);
    }
    mat-form-field {
      inline-size: 100%;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInAgain {
  private readonly session = inject(Session)
  private readonly dialog = inject<MatDialogRef<SignInAgain, boolean>>(MatDialogRef)
  protected readonly email = this.session.user()?.email ?? ''
  protected readonly form = new FormGroup({
    password: new FormControl('', { nonNullable: true, validators: Validators.required }),
  })
  protected readonly busy = signal(false)
  protected readonly failure = signal<Failure | undefined>(undefined)

  protected async submit() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.failure.set(undefined)
    try {
      await this.session.signInAgain(this.form.getRawValue().password)
      this.dialog.close(true)
    } catch (error) {
      this.failure.set(Failure.from(error))
    } finally {
      this.busy.set(false)
    }
  }
}

/** False when they leave instead. */
export async function askToSignInAgain(dialogs: MatDialog): Promise<boolean> {
  const dialog = dialogs.open<SignInAgain, never, boolean>(SignInAgain, {
    disableClose: true,
    width: 'min(440px, 94vw)',
  })
  return (await firstValueFrom(dialog.afterClosed())) === true
}
