import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { currencies, languages } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import type { EditSettingsDto } from '../../api/models/edit-settings-dto'
import { WorkspaceSettings } from '../../data/settings.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { holdInput } from '../../ui/unsaved'

@Component({
  selector: 'app-workspace-form',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    ErrorState,
    FieldError,
    Skeleton,
  ],
  templateUrl: './workspace-form.html',
  styleUrl: './workspace-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WorkspaceForm {
  private readonly workspace = inject(WorkspaceSettings)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly settings = loaded(
    () => this.session.workspace()?.id,
    () => this.workspace.get(),
  )
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly editable = computed(() => this.session.can('settings.edit'))
  protected readonly currencies = currencies
  protected readonly languages = languages
  protected readonly timezones = Intl.supportedValuesOf('timeZone')
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: Validators.required }),
    default_currency: new FormControl('', { nonNullable: true, validators: Validators.required }),
    language: new FormControl('', { nonNullable: true, validators: Validators.required }),
    timezone: new FormControl('', { nonNullable: true, validators: Validators.required }),
    churn_window_days: new FormControl(0, { nonNullable: true, validators: [Validators.required, Validators.min(1)] }),
    low_stock_threshold: new FormControl(0, {
      nonNullable: true,
      validators: [Validators.required, Validators.min(0)],
    }),
  })

  constructor() {
    holdInput(() => this.form.dirty)
    effect(() => {
      const settings = this.settings.value()
      if (settings) untracked(() => this.form.reset(settings))
    })
    effect(() => (this.editable() ? this.form.enable() : this.form.disable()))
  }

  protected async save() {
    this.form.markAllAsTouched()
    const settings = this.settings.value()
    if (!settings || this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      this.settings.put(await firstValueFrom(this.workspace.update(settings.version, this.changed())))
      this.notices.tell(this.transloco.translate('settings.saved'))
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  private changed(): EditSettingsDto {
    const edited = Object.entries(this.form.controls).filter(([, control]) => control.dirty)
    return Object.fromEntries(edited.map(([name, control]) => [name, control.value]))
  }
}
