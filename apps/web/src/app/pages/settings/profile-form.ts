import { ChangeDetectionStrategy, Component, effect, inject, signal, untracked } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatIconModule } from '@angular/material/icon'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { isLanguage, languages } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import type { OwnUserDto } from '../../api/models/own-user-dto'
import { Colleagues } from '../../data/colleagues'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Profile } from '../../data/profile.data'
import { Session } from '../../data/session'
import { Avatar } from '../../ui/avatar'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { holdInput } from '../../ui/unsaved'
import { PasswordForm } from './password-form'

@Component({
  selector: 'app-profile-form',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    TranslocoDirective,
    Avatar,
    ErrorState,
    FieldError,
    PasswordForm,
    Skeleton,
  ],
  templateUrl: './profile-form.html',
  styleUrl: './profile-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfileForm {
  private readonly profile = inject(Profile)
  private readonly session = inject(Session)
  private readonly colleagues = inject(Colleagues)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  protected readonly formats = inject(Formats)
  protected readonly own = loaded(
    () => this.session.workspace()?.id,
    () => this.profile.get(),
  )
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly languages = languages
  protected readonly timezones = Intl.supportedValuesOf('timeZone')
  protected readonly form = new FormGroup({
    first_name: new FormControl('', { nonNullable: true, validators: Validators.required }),
    last_name: new FormControl('', { nonNullable: true }),
    language: new FormControl('', { nonNullable: true }),
    timezone: new FormControl('', { nonNullable: true }),
  })

  constructor() {
    holdInput(() => this.form.dirty)
    effect(() => {
      const own = this.own.value()
      if (own) untracked(() => this.fill(own))
    })
  }

  protected async save() {
    this.form.markAllAsTouched()
    const own = this.own.value()
    if (!own || this.form.invalid || this.busy()) return
    const { first_name, last_name, language, timezone } = this.form.getRawValue()
    const body = {
      first_name,
      last_name,
      language: isLanguage(language) ? language : null,
      timezone: timezone || null,
    }
    await this.run(async () => this.keep(await firstValueFrom(this.profile.edit(own.version, body))))
  }

  protected async upload(files: FileList | null) {
    const file = files?.item(0)
    if (!file || this.busy()) return
    await this.run(async () => this.keep(await firstValueFrom(this.profile.upload(file))))
  }

  protected async removePicture() {
    await this.run(async () => {
      await firstValueFrom(this.profile.removePicture())
      await this.keep(await firstValueFrom(this.profile.get()))
    })
  }

  private async run(work: () => Promise<unknown>) {
    this.busy.set(true)
    this.messages.set([])
    try {
      await work()
      this.notices.tell(this.transloco.translate('profile.saved'))
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  /** The whole console follows: language, zone, and what colleagues see. */
  private keep(own: OwnUserDto) {
    this.own.put(own)
    this.colleagues.list.reload()
    return this.session.update(own)
  }

  private fill({ first_name, last_name, language, timezone }: OwnUserDto) {
    this.form.reset({ first_name, last_name, language: language ?? '', timezone: timezone ?? '' })
  }
}
