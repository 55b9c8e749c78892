import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { ActivatedRoute, RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../data/failure'
import { WayIn } from '../data/way-in.data'
import { FieldError } from '../ui/field-error'
import { showFieldMessages } from '../ui/form-errors'

/** Where the link for a forgotten password leads. */
@Component({
  selector: 'app-new-password',
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
    <main *transloco="let t; prefix: 'new_password'">
      <section class="card">
        <div class="brand"><img src="favicon.svg" alt="" width="40" height="40" /><span>Portolan</span></div>
        @if (done()) {
          <div role="status">
            <h1>{{ t('done') }}</h1>
            <p class="muted">{{ t('done_text') }}</p>
          </div>
          <a matButton="filled" routerLink="/sign-in">{{ t('sign_in') }}</a>
        } @else if (over()) {
          <div role="alert">
            <h1>{{ t('invalid') }}</h1>
            <p class="muted">{{ t('invalid_text') }}</p>
          </div>
          <a matButton="filled" routerLink="/forgotten-password">{{ t('again') }}</a>
        } @else {
          <div>
            <h1>{{ t('heading') }}</h1>
            <p class="muted">{{ t('text') }}</p>
          </div>
          @for (message of messages(); track message) {
            <p class="problem" role="alert">{{ message }}</p>
          }
          <form [formGroup]="form" (ngSubmit)="save()" novalidate>
            <mat-form-field>
              <mat-label>{{ t('password') }}</mat-label>
              <input matInput type="password" formControlName="password" autocomplete="new-password" dir="ltr" />
              <mat-hint>{{ t('password_hint') }}</mat-hint>
              <mat-error>{{ form.controls.password.errors | fieldError }}</mat-error>
            </mat-form-field>
            <button matButton="filled" type="submit" class="submit" [disabled]="busy()">{{ t('submit') }}</button>
          </form>
        }
      </section>
    </main>
  `,
  styleUrl: './sign-in.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewPassword {
  private readonly wayIn = inject(WayIn)
  // Behind the `#`, so that no server on the way reads it.
  private readonly token = toSignal(inject(ActivatedRoute).fragment)
  private readonly refused = signal(false)
  protected readonly over = () => this.refused() || !this.token()
  protected readonly busy = signal(false)
  protected readonly done = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    password: new FormControl('', { nonNullable: true, validators: Validators.required }),
  })

  protected async save() {
    this.form.markAllAsTouched()
    const token = this.token()
    if (!token || this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      await firstValueFrom(this.wayIn.confirmReset(token, this.form.getRawValue().password))
      this.done.set(true)
    } catch (error) {
      const failure = Failure.from(error)
      if (failure.reason === 'password_reset.invalid') this.refused.set(true)
      else this.messages.set(showFieldMessages(this.form, failure))
    } finally {
      this.busy.set(false)
    }
  }
}
