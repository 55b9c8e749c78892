import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatIconModule } from '@angular/material/icon'
import { MatInputModule } from '@angular/material/input'
import { MatProgressBarModule } from '@angular/material/progress-bar'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { Failure } from '../data/failure'
import { Session } from '../data/session'
import { Copyable } from '../ui/copyable'
import { FieldError } from '../ui/field-error'
import { LanguageChoice } from './language-choice'

@Component({
  selector: 'app-sign-in',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MatProgressBarModule,
    RouterLink,
    TranslocoDirective,
    Copyable,
    FieldError,
    LanguageChoice,
  ],
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignIn {
  private readonly session = inject(Session)
  private readonly router = inject(Router)
  /** Where the reader wanted to go; a path of this console only, never an address elsewhere. */
  readonly return = input<string>()
  readonly ended = input<string>()

  protected readonly form = new FormGroup({
    email: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
    password: new FormControl('', { nonNullable: true, validators: Validators.required }),
    tenant: new FormControl('', { nonNullable: true }),
  })
  protected readonly busy = signal(false)
  protected readonly failure = signal<Failure | undefined>(undefined)
  protected readonly passwordShown = signal(false)
  /** Workspaces to choose from, when one address belongs to several of them. */
  protected readonly workspaces = signal<{ slug: string; name: string }[]>([])

  protected async submit() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.failure.set(undefined)
    try {
      const { email, password, tenant } = this.form.getRawValue()
      await this.session.signIn({ email, password, ...(tenant && { tenant }) })
      await this.router.navigateByUrl(this.target())
    } catch (error) {
      this.refused(Failure.from(error))
    } finally {
      this.busy.set(false)
    }
  }

  private refused(failure: Failure) {
    this.failure.set(failure)
    if (failure.reason !== 'auth.choose_tenant') return
    const { tenant: slugs = [], tenant_name: names = [] } = failure.details
    this.workspaces.set(slugs.map((slug, index) => ({ slug, name: names[index] ?? slug })))
    this.form.controls.tenant.addValidators(Validators.required)
    this.form.controls.tenant.updateValueAndValidity()
  }

  private target(): string {
    const wanted = this.return() ?? '/'
    return wanted.startsWith('/') && !wanted.startsWith('//') ? wanted : '/'
  }
}
