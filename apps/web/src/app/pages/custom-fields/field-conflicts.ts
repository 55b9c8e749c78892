// Two people edited the own fields of one customer or order.
import type { CustomField } from '../../data/custom-fields.data'
import { type Conflict, conflictOf } from '../../ui/conflicts'
import { asText, type FieldControls } from './field-inputs'

type Values = Readonly<Record<string, unknown>>

/** The fields that we changed and that somebody else changed as well. */
export function fieldConflicts(
  fields: readonly CustomField[],
  group: FieldControls,
  { before, theirs }: { readonly before: Values; readonly theirs: Values },
  label: (field: CustomField) => string,
): Conflict[] {
  return fields.flatMap((field) => {
    const control = group.controls[field.key]
    if (!control?.dirty) return []
    return conflictOf(`custom_fields.${field.key}`, label(field), {
      was: asText(before[field.key]),
      theirs: asText(theirs[field.key]),
      yours: control.value,
    })
  })
}

/** Takes down what we typed, without the fields that are given up, to put it into the controls of another state. */
export function ourFields(group: FieldControls, dropped: ReadonlySet<string>): (into: FieldControls) => void {
  const kept = Object.entries(group.controls)
    .filter(([key, { dirty }]) => dirty && !dropped.has(`custom_fields.${key}`))
    .map(([key, { value }]) => [key, value] as const)
  return (into) => {
    for (const [key, value] of kept) {
      into.controls[key]?.setValue(value)
      into.controls[key]?.markAsDirty()
    }
  }
}
