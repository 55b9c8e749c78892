import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { Router } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { currencies } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { CustomFields, fieldLabel, fieldPrefix } from '../../data/custom-fields.data'
import { Failure } from '../../data/failure'
import { type ImportPreview, type ImportRun, Imports } from '../../data/imports.data'
import { loaded } from '../../data/loaded'
import { Confirm } from '../../ui/confirm'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Notices } from '../../ui/notices'
import { fieldsOf } from './import-fields'
import { ImportRows } from './import-rows'

const encodings = [
  ...['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254'],
  ...['windows-1255', 'windows-1256', 'koi8-r', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'],
]

/** A file before it runs: how it is read, what its columns are, and how its first rows look like that. */
@Component({
  selector: 'app-import-draft',
  imports: [ReactiveFormsModule, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective, ImportRows],
  templateUrl: './import-draft.html',
  styleUrl: './import-draft.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportDraft {
  private readonly imports = inject(Imports)
  private readonly router = inject(Router)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly customFields = inject(CustomFields)
  protected readonly formats = inject(Formats)
  readonly run = input.required<ImportRun>()
  readonly changed = output<ImportRun>()

  protected readonly encodings = encodings
  protected readonly currencies = currencies
  protected readonly timezones = Intl.supportedValuesOf('timeZone')
  protected readonly fields = computed(() => fieldsOf(this.run().kind))
  private readonly defined = computed(() =>
    (this.customFields.of(this.run().kind).value() ?? [])
      .filter(({ archived }) => !archived)
      .map((own) => ({ field: `${fieldPrefix}${own.key}`, label: fieldLabel(own, this.language.current()) })),
  )
  protected readonly turn = signal(0)
  protected readonly busy = signal(false)
  protected readonly problems = signal<readonly string[]>([])
  protected readonly preview = signal<ImportPreview | undefined>(undefined)
  protected readonly saved = loaded(
    computed(() => this.run().kind),
    (kind) => this.imports.mappings(kind),
  )
  protected readonly name = new FormControl('', { nonNullable: true, validators: Validators.maxLength(100) })
  protected readonly form = new FormGroup({
    delimiter: new FormControl(',', { nonNullable: true }),
    encoding: new FormControl('utf-8', { nonNullable: true }),
    header: new FormControl('true', { nonNullable: true }),
    dates: new FormControl('', { nonNullable: true }),
    decimal_mark: new FormControl('', { nonNullable: true }),
    sheet: new FormControl('', { nonNullable: true }),
    on_duplicate: new FormControl('update', { nonNullable: true }),
    source: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^[a-z0-9][a-z0-9._-]*$/)],
    }),
    currency: new FormControl('', { nonNullable: true }),
    timezone: new FormControl('', { nonNullable: true }),
  })

  constructor() {
    effect(() => {
      const { options } = this.run()
      untracked(() =>
        this.form.reset({
          ...options,
          header: String(options.header),
          dates: options.dates ?? '',
          decimal_mark: options.decimal_mark ?? '',
          sheet: options.sheet ?? '',
        }),
      )
    })
  }

  /** Column by column: what each is to be. */
  protected columns(): Record<string, string> {
    const columns = this.preview()?.columns ?? []
    return Object.fromEntries(columns.flatMap(({ name, field }) => (field ? [[name, field]] : [])))
  }

  /** The workspace's own fields that a column may be; where it has defined none, one that is called like the column. */
  protected ownFields(column: string, chosen: string | null): { field: string; label: string }[] {
    const fields = this.defined()
    const free = chosen?.startsWith(fieldPrefix) ? chosen : ownField(column)
    const isListed = fields.some(({ field }) => field === free)
    if (isListed || (fields.length && free !== chosen)) return fields
    return [...fields, { field: free, label: free.slice(fieldPrefix.length) }]
  }

  protected map(column: string, field: string) {
    const next = { ...this.columns() }
    // A field is one column at a time: the other one gives it up.
    for (const [name, standing] of Object.entries(next)) if (standing === field) delete next[name]
    if (field) next[column] = field
    else delete next[column]
    return this.act(() => firstValueFrom(this.imports.edit(this.run().id, { columns: next })))
  }

  protected use(mapping: string) {
    if (!mapping) return
    return this.act(() => firstValueFrom(this.imports.edit(this.run().id, { mapping })))
  }

  protected set(name: keyof typeof this.form.controls) {
    const control = this.form.controls[name]
    if (control.invalid) return
    const text = control.value
    const empty = ['dates', 'decimal_mark', 'sheet'].includes(name) && text === '' ? null : text
    const value = name === 'header' ? text === 'true' : empty
    return this.act(() => firstValueFrom(this.imports.edit(this.run().id, { options: { [name]: value } })))
  }

  protected async save() {
    const name = this.name.value.trim()
    if (!name || this.name.invalid) return
    await this.act(() => firstValueFrom(this.imports.saveMapping(this.run().kind, name, this.columns())), 'nothing')
    this.name.reset()
    this.saved.reload()
  }

  protected start(how: 'try' | 'write') {
    return this.act(() => firstValueFrom(this.imports.start(this.run().id, how)))
  }

  protected async discard() {
    const t = (key: string) => this.transloco.translate(`import_draft.${key}`)
    const question = {
      heading: t('discard_heading'),
      text: t('discard_text'),
      action: t('discard'),
      danger: true,
    } as const
    if (!(await this.confirm.ask(question))) return
    try {
      await firstValueFrom(this.imports.discard(this.run().id))
      await this.router.navigate(['/imports'])
    } catch (error) {
      this.notices.failed(error)
    }
  }

  private async act(work: () => Promise<unknown>, then: 'reread' | 'nothing' = 'reread') {
    this.busy.set(true)
    this.problems.set([])
    try {
      const answer = await work()
      if (then === 'nothing') return
      this.changed.emit(answer as ImportRun)
      this.turn.update((turn) => turn + 1)
    } catch (error) {
      const { message, details } = Failure.from(error)
      const texts = Object.values(details).flat()
      this.problems.set(texts.length ? texts : [message])
    } finally {
      this.busy.set(false)
    }
  }
}

/** A key of letters, digits and low lines, made of what a column is called. */
function ownField(column: string): string {
  const key = column
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
  return `${fieldPrefix}${key || 'field'}`
}
