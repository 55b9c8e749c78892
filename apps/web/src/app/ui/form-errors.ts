import type { FormGroup } from '@angular/forms'
import type { Failure } from '../data/failure'

/**
 * Puts the API's field messages on the fields they name, as the error `api`, and answers those that no field took,
 * so that a form can show them above its fields. A field's message goes as soon as the field is edited.
 */
export function showFieldMessages(form: FormGroup, failure: Failure): string[] {
  const rest: string[] = []
  for (const [field, messages] of Object.entries(failure.details)) {
    const control = form.get(field)
    if (!control) {
      rest.push(...messages.map((message) => `${field}: ${message}`))
      continue
    }
    control.setErrors({ api: messages.join(' ') })
    control.markAsTouched()
  }
  if (!Object.keys(failure.details).length && failure.message) rest.push(failure.message)
  return rest
}
