import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../data/failure'
import { WayIn } from '../data/way-in.data'
import { FieldError } from '../ui/field-error'
import { showFieldMessages } from '../ui/form-errors'
import { Formats } from '../ui/formats'

/** Asks for a link to choose a new password; the answer is the same whoever asks. */
@Component({
  selector: 'app-forgotten-password',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    RouterLink,
    TranslocoDirective,
    FieldError,
  ],
  template: `
    <main *transloco="let t; prefix: 'forgotten_password'">
      <section class="card">
        <div class="brand"><img src="favicon.svg" alt="" width="40" height="40" /><span>Portolan</span></div>
        @if (asked(); as minutes) {
          <div role="status">
            <h1>{{ t('asked') }}</h1>
            <p class="muted">
              {{ formats.counted('forgotten_password.asked_text', minutes, { email: form.value.email }) }}
            </p>
          </div>
        } @else {
          <div>
            <h1>{{ t('heading') }}</h1>
            <p class="muted">{{ t('text') }}</p>
          </div>
          @for (message of messages(); track message) {
            <p class="problem" role="alert">{{ message }}</p>
          }
          <form [formGroup]="form" (ngSubmit)="ask()" novalidate>
            <mat-form-field>
              <mat-label>{{ t('email') }}</mat-label>
              <input matInput type="email" formControlName="email" autocomplete="username" dir="ltr" />
              <mat-error>{{ form.controls.email.errors | fieldError }}</mat-error>
            </mat-form-field>
            <button matButton="filled" type="submit" class="submit" [disabled]="busy()">{{ t('submit') }}</button>
          </form>
        }
        <a matButton routerLink="/sign-in">{{ t('back') }}</a>
      </section>
    </main>
  `,
  styleUrl: './sign-in.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ForgottenPassword {
  private readonly wayIn = inject(WayIn)
  protected readonly formats = inject(Formats)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  /** For how many minutes the link works, once it was asked for. */
  protected readonly asked = signal<number | undefined>(undefined)
  protected readonly form = new FormGroup({
    email: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
  })

  protected async ask() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      const { minutes } = await firstValueFrom(this.wayIn.requestReset(this.form.getRawValue().email))
      this.asked.set(minutes)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
