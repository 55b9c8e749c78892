import { Pipe, type PipeTransform, inject } from '@angular/core'
import type { ValidationErrors } from '@angular/forms'
import { TranslocoService } from '@jsverse/transloco'

/** A field's first error in words: the API's own message, else the translation of the rule's name. */
// Not pure: the words change with the language, not only with the errors.
@Pipe({ name: 'fieldError', pure: false })
export class FieldError implements PipeTransform {
  private readonly transloco = inject(TranslocoService)

  transform(errors: ValidationErrors | null): string {
    if (!errors) return ''
    if (typeof errors['api'] === 'string') return errors['api']
    return this.transloco.translate(`validation.${Object.keys(errors)[0]}`)
  }
}
