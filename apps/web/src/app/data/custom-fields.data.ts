import { inject, Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { customFieldsChange } from '../api/fn/custom-fields/custom-fields-change'
import { customFieldsCreate } from '../api/fn/custom-fields/custom-fields-create'
import { customFieldsList } from '../api/fn/custom-fields/custom-fields-list'
import { customFieldsRemove } from '../api/fn/custom-fields/custom-fields-remove'
import type { CreateCustomFieldDto } from '../api/models/create-custom-field-dto'
import type { CustomFieldDto } from '../api/models/custom-field-dto'
import type { EditCustomFieldDto } from '../api/models/edit-custom-field-dto'
import type { RemovedCustomFieldDto } from '../api/models/removed-custom-field-dto'
import { apiCalls } from './api-calls'
import { ifMatch } from './if-match'
import { loaded, type Loaded } from './loaded'
import { Session } from './session'

export type CustomField = CustomFieldDto
export type FieldOwner = CustomField['applies_to']

/** What a field is called in addresses, filters and refusals. */
export const fieldPrefix = 'custom_fields.'
export const fieldTypes = [
  'text',
  'number',
  'date',
  'boolean',
  'select',
  'url',
] as const satisfies CustomField['type'][]

/** The fields that the workspace has defined: asked for once, when the first page needs them. */
@Injectable({ providedIn: 'root' })
export class CustomFields {
  private readonly api = apiCalls()
  private readonly session = inject(Session)
  readonly customers = this.fieldsOf('customers')
  readonly orders = this.fieldsOf('orders')

  of(owner: FieldOwner): Loaded<CustomField[]> {
    return owner === 'customers' ? this.customers : this.orders
  }

  create(body: CreateCustomFieldDto): Observable<CustomField> {
    return this.api.data(customFieldsCreate, { body })
  }

  change({ id, version }: CustomField, body: EditCustomFieldDto): Observable<CustomField> {
    return this.api.data(customFieldsChange, { id, body }, ifMatch(version))
  }

  remove(id: string): Observable<RemovedCustomFieldDto> {
    return this.api.data(customFieldsRemove, { id })
  }

  private fieldsOf(owner: FieldOwner): Loaded<CustomField[]> {
    return loaded(
      () => this.session.workspace()?.id,
      () => this.api.data(customFieldsList, { applies_to: [owner], per_page: 100 }),
    )
  }
}

/** What a field is called in the reader's language, else in English, else in any. */
export function fieldLabel({ labels, key }: Pick<CustomField, 'labels' | 'key'>, language: string): string {
  return labels[language] ?? labels['en'] ?? Object.values(labels)[0] ?? key
}
