import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { ReactiveFormsModule } from '@angular/forms'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { countryCodes } from '@portolan/contracts'
import { FieldError } from '../../ui/field-error'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { type AddressForm, addressFields } from './order-form.model'

/** A postal address to fill in. */
@Component({
  selector: 'app-address-fields',
  imports: [ReactiveFormsModule, MatFormFieldModule, MatInputModule, TranslocoDirective, FieldError],
  template: `
    <div class="form-grid" *transloco="let t; prefix: 'order_form.address'" [formGroup]="form()">
      @for (field of fields; track field) {
        <mat-form-field>
          <mat-label>{{ t(field) }}</mat-label>
          @if (field === 'country_code') {
            <select matNativeControl formControlName="country_code">
              <option value="">{{ t('unknown') }}</option>
              @for (country of countries(); track country.code) {
                <option [value]="country.code">{{ country.name }}</option>
              }
            </select>
          } @else {
            <input matInput [formControlName]="field" autocomplete="off" />
          }
          <mat-error>{{ form().controls[field].errors | fieldError }}</mat-error>
        </mat-form-field>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AddressFields {
  private readonly formats = inject(Formats)
  private readonly language = inject(Language)
  readonly form = input.required<AddressForm>()
  protected readonly fields = addressFields
  protected readonly countries = computed(() =>
    countryCodes
      .map((code) => ({ code, name: this.formats.country(code) }))
      .sort((one, other) => one.name.localeCompare(other.name, this.language.current())),
  )
}
