import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { CustomFields, fieldLabel, type FieldOwner } from '../../data/custom-fields.data'
import { Language } from '../../ui/language'
import { FieldValue } from './field-value'

/** The custom fields of one row: those that are defined in their order, then what stands there beside them. */
@Component({
  selector: 'app-field-facts',
  imports: [FieldValue],
  template: `
    <dl class="facts">
      @for (fact of facts(); track fact.key) {
        <dt>
          <bdi>{{ fact.label }}</bdi>
        </dt>
        <dd><app-field-value [type]="fact.type" [value]="fact.value" /></dd>
      }
    </dl>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FieldFacts {
  private readonly fields = inject(CustomFields)
  private readonly language = inject(Language)
  readonly owner = input.required<FieldOwner>()
  readonly values = input.required<Readonly<Record<string, unknown>>>()
  protected readonly facts = computed(() => {
    const values = this.values()
    const defined = this.fields.of(this.owner()).value() ?? []
    const known = defined.filter(({ key, archived }) => key in values || !archived)
    const others = Object.keys(values).filter((key) => !defined.some((field) => field.key === key))
    return [
      ...known.map((field) => ({
        key: field.key,
        label: fieldLabel(field, this.language.current()),
        type: field.type,
        value: values[field.key],
      })),
      ...others.map((key) => ({ key, label: key, type: null, value: values[key] })),
    ]
  })
}
