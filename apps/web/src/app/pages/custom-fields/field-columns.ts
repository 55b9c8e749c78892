import type { Language } from '@portolan/contracts'
import { type CustomField, fieldLabel, fieldPrefix } from '../../data/custom-fields.data'
import type { Column } from '../../ui/data-table'

/** The workspace's own fields as columns of a list. */
export function fieldColumns(fields: readonly CustomField[], language: Language): readonly Column[] {
  return fields.map((field) => ({
    key: fieldPrefix + field.key,
    label: fieldLabel(field, language),
    sort: fieldPrefix + field.key,
    ...(field.type === 'number' && { numeric: true as const }),
  }))
}
