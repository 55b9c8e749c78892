import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { languages } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { type CustomField, CustomFields, type FieldOwner, fieldTypes } from '../../data/custom-fields.data'
import { Failure } from '../../data/failure'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'

export interface FieldToEdit {
  readonly applies_to: FieldOwner
  /** Absent for a new one. */
  readonly field?: CustomField
}

function text(value = '') {
  return new FormControl(value, { nonNullable: true })
}

@Component({
  selector: 'app-field-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatCheckboxModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  templateUrl: './field-dialog.html',
  styleUrl: '../orders/dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FieldDialog {
  private readonly customFields = inject(CustomFields)
  private readonly dialog = inject<MatDialogRef<FieldDialog, boolean>>(MatDialogRef)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly data = inject<FieldToEdit>(MAT_DIALOG_DATA)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly types = fieldTypes
  /** The reader's own language first; the others are there to be filled in. */
  protected readonly tags = [
    ...new Set([this.language.current(), ...languages, ...Object.keys(this.data.field?.labels ?? {})]),
  ]
  protected readonly form = new FormGroup({
    labels: new FormGroup(Object.fromEntries(this.tags.map((tag) => [tag, text(this.data.field?.labels[tag])]))),
    key: new FormControl(this.data.field?.key ?? '', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^[a-z][a-z0-9_]{0,49}$/)],
    }),
    type: new FormControl<CustomField['type']>(this.data.field?.type ?? 'text', { nonNullable: true }),
    required: new FormControl(this.data.field?.required ?? false, { nonNullable: true }),
    unique: new FormControl(this.data.field?.unique ?? false, { nonNullable: true }),
    options: text(this.data.field?.options.join('\n')),
  })
  protected readonly type = toSignal(this.form.controls.type.valueChanges, {
    initialValue: this.form.controls.type.value,
  })

  /** Offers a key for a new field from its first name, until somebody writes one. */
  protected suggestKey() {
    const { key, labels } = this.form.controls
    if (this.data.field || key.dirty) return
    const name = Object.values(labels.controls).find((control) => control.value)?.value ?? ''
    const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    key.setValue(
      plain
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^[^a-z]+|_+$/g, '')
        .slice(0, 50),
    )
  }

  protected async save() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      await firstValueFrom(this.send())
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  private send() {
    const { labels, key, type, required, unique, options } = this.form.getRawValue()
    const named = Object.fromEntries(Object.entries(labels).filter(([, name]) => name.trim() !== ''))
    const several = type === 'select' || type === 'boolean'
    const chosen =
      type === 'select'
        ? [
            ...new Set(
              options
                .split('\n')
                .map((one) => one.trim())
                .filter(Boolean),
            ),
          ]
        : []
    const content = { labels: named, required, unique: unique && !several, options: chosen }
    const { field, applies_to } = this.data
    return field
      ? this.customFields.change(field, content)
      : this.customFields.create({ applies_to, key, type, ...content })
  }
}
