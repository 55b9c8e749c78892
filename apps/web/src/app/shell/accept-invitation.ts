import { ChangeDetectionStrategy, Component, effect, inject, signal, untracked } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { ActivatedRoute, Router, RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../data/failure'
import { loaded } from '../data/loaded'
import { Session } from '../data/session'
import { WayIn } from '../data/way-in.data'
import { FieldError } from '../ui/field-error'
import { showFieldMessages } from '../ui/form-errors'
import { Skeleton } from '../ui/skeleton'
import { LanguageChoice } from './language-choice'

/** Where the link of an invitation leads: choose a password, or join with the account that there is. */
@Component({
  selector: 'app-accept-invitation',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    RouterLink,
    TranslocoDirective,
    FieldError,
    Skeleton,
    LanguageChoice,
  ],
  templateUrl: './accept-invitation.html',
  styleUrl: './sign-in.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AcceptInvitation {
  private readonly wayIn = inject(WayIn)
  private readonly session = inject(Session)
  private readonly router = inject(Router)
  // Behind the `#`, so that no server on the way reads it.
  private readonly token = toSignal(inject(ActivatedRoute).fragment)
  protected readonly invitation = loaded(
    () => this.token() ?? undefined,
    (token) => this.wayIn.invitation(token),
  )
  protected readonly hasToken = () => Boolean(this.token())
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    first_name: new FormControl('', { nonNullable: true, validators: Validators.required }),
    last_name: new FormControl('', { nonNullable: true }),
    password: new FormControl('', { nonNullable: true, validators: Validators.required }),
  })

  constructor() {
    effect(() => {
      const invitation = this.invitation.value()
      if (!invitation) return
      untracked(() => {
        this.form.patchValue({ first_name: invitation.first_name, last_name: invitation.last_name })
        if (invitation.has_account) this.form.controls.password.disable()
      })
    })
  }

  protected async accept() {
    this.form.markAllAsTouched()
    const token = this.token()
    if (!token || this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      const { email, tenant, had_account } = await firstValueFrom(this.wayIn.accept({ token, ...this.form.value }))
      const { password } = this.form.getRawValue()
      // With the old account's password only its owner can go on.
      if (!had_account) await this.session.signIn({ email, password, tenant })
      await this.router.navigate(had_account ? ['/sign-in'] : ['/'])
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
