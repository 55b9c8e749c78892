import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatIconModule } from '@angular/material/icon'
import { MatInputModule } from '@angular/material/input'
import { MatProgressBarModule } from '@angular/material/progress-bar'
import { Router } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { currencies } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { Imports } from '../../data/imports.data'
import { Session } from '../../data/session'
import { Copyable } from '../../ui/copyable'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { PageHeader } from '../../ui/page-header'

/** Mappings that every installation has; the columns each one reads are named on the page. */
const builtInMappings = ['uci-online-retail'] as const

@Component({
  selector: 'app-import-form',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MatProgressBarModule,
    TranslocoDirective,
    Copyable,
    FieldError,
    PageHeader,
  ],
  templateUrl: './import-form.html',
  styleUrl: './import-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportFormPage {
  private readonly imports = inject(Imports)
  private readonly router = inject(Router)
  private readonly session = inject(Session)
  private readonly language = inject(Language)
  private readonly formats = inject(Formats)
  protected readonly mappings = builtInMappings
  protected readonly timezones = Intl.supportedValuesOf('timeZone')
  protected readonly currencies = computed(() =>
    currencies
      .map((code) => ({ code, name: this.formats.currencyName(code) }))
      .sort((one, other) => one.name.localeCompare(other.name, this.language.current())),
  )
  protected readonly file = signal<File | undefined>(undefined)
  protected readonly fileMissing = signal(false)
  protected readonly over = signal(false)
  protected readonly busy = signal(false)
  protected readonly failure = signal<Failure | undefined>(undefined)
  protected readonly messages = signal<string[]>([])
  protected readonly size = computed(() => this.formats.number(Math.ceil((this.file()?.size ?? 0) / 1024)))
  protected readonly form = new FormGroup({
    mapping: new FormControl<string>(builtInMappings[0], { nonNullable: true, validators: Validators.required }),
    currency: new FormControl('', { nonNullable: true, validators: Validators.required }),
    timezone: new FormControl('', { nonNullable: true, validators: Validators.required }),
    source: new FormControl('uci-online-retail', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^[a-z0-9][a-z0-9._-]*$/)],
    }),
  })

  constructor() {
    effect(() => {
      const workspace = this.session.workspace()
      if (!workspace) return
      untracked(() => this.form.patchValue({ currency: workspace.default_currency, timezone: workspace.timezone }))
    })
  }

  protected take(files: FileList | null | undefined) {
    const file = files?.item(0)
    if (!file) return
    this.file.set(file)
    this.fileMissing.set(false)
  }

  protected drop(event: DragEvent) {
    event.preventDefault()
    this.over.set(false)
    this.take(event.dataTransfer?.files)
  }

  protected async start() {
    this.form.markAllAsTouched()
    const file = this.file()
    this.fileMissing.set(!file)
    if (!file || this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.failure.set(undefined)
    try {
      const { mapping, ...options } = this.form.getRawValue()
      const run = await firstValueFrom(this.imports.start('orders', file, mapping, options))
      await this.router.navigate(['/imports', run.id])
    } catch (error) {
      const failure = Failure.from(error)
      this.failure.set(failure)
      this.messages.set(showFieldMessages(this.form, failure))
    } finally {
      this.busy.set(false)
    }
  }
}
