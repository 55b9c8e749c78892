import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { type CustomField, fieldLabel } from '../../data/custom-fields.data'
import { FieldError } from '../../ui/field-error'
import { Language } from '../../ui/language'

export type FieldControls = FormGroup<Record<string, FormControl<string>>>

/** One control for each field that takes values, with what stands in it. */
export function fieldControls(
  fields: readonly CustomField[],
  values: Readonly<Record<string, unknown>> = {},
): FieldControls {
  const open = fields.filter(({ archived }) => !archived)
  return new FormGroup(
    Object.fromEntries(
      open.map((field) => {
        const validators = field.required ? [Validators.required] : []
        return [field.key, new FormControl(asText(values[field.key]), { nonNullable: true, validators })]
      }),
    ),
  )
}

/** The values that were edited, as the API takes them; null for one that was emptied. */
export function editedValues(fields: readonly CustomField[], group: FieldControls): Record<string, unknown> {
  const edited = fields.filter(({ key }) => group.controls[key]?.dirty)
  return Object.fromEntries(edited.map((field) => [field.key, valueOf(field, group.controls[field.key]?.value ?? '')]))
}

function valueOf({ type }: CustomField, text: string): unknown {
  if (text.trim() === '') return null
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  if (type === 'boolean') return text === 'true'
  return text
}

/** A value as its input shows it. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The inputs of custom fields, each by its type, inside a form that holds their controls as `custom_fields`. */
@Component({
  selector: 'app-field-inputs',
  imports: [ReactiveFormsModule, MatFormFieldModule, MatInputModule, TranslocoDirective, FieldError],
  template: `
    <div class="form-grid" [formGroup]="group()" *transloco="let t; prefix: 'custom_fields'">
      @for (field of open(); track field.id) {
        <mat-form-field>
          <mat-label>{{ label(field) }}</mat-label>
          @switch (field.type) {
            @case ('select') {
              <select matNativeControl [formControlName]="field.key">
                <option value="">{{ t('no_value') }}</option>
                @for (option of options(field); track option) {
                  <option [value]="option">{{ option }}</option>
                }
              </select>
            }
            @case ('boolean') {
              <select matNativeControl [formControlName]="field.key">
                <option value="">{{ t('no_value') }}</option>
                <option value="true">{{ t('yes') }}</option>
                <option value="false">{{ t('no') }}</option>
              </select>
            }
            @case ('text') {
              <input matInput [formControlName]="field.key" autocomplete="off" maxlength="2000" />
            }
            @default {
              <input
                matInput
                [type]="field.type"
                step="any"
                [formControlName]="field.key"
                autocomplete="off"
                dir="ltr"
              />
            }
          }
          <mat-error>{{ group().controls[field.key]?.errors ?? null | fieldError }}</mat-error>
        </mat-form-field>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FieldInputs {
  private readonly language = inject(Language)
  readonly fields = input.required<readonly CustomField[]>()
  readonly group = input.required<FieldControls>()
  protected readonly open = computed(() => this.fields().filter(({ key }) => key in this.group().controls))

  protected label(field: CustomField): string {
    return fieldLabel(field, this.language.current())
  }

  /** The field's options, and what stands there although it is none any more. */
  protected options({ key, options }: CustomField): string[] {
    const standing = this.group().controls[key]?.value
    return standing && !options.includes(standing) ? [standing, ...options] : options
  }
}
