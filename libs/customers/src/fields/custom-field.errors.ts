import { DomainError, say, sqlState } from '@portolan/platform'

export class FieldKeyTaken extends DomainError {
  constructor() {
    const message = 'Another field has this key'
    super('conflict', 'custom_field.key_taken', message, { details: { key: [message] } })
  }
}

export class FieldNotUnique extends DomainError {
  constructor(rows: number) {
    const message = `${rows} rows share a value with another; a unique field needs them to differ`
    super('conflict', 'custom_field.not_unique', message, { details: { unique: [message] }, params: { rows } })
  }
}

export class TooManyFields extends DomainError {
  constructor(most: number) {
    super('conflict', 'custom_field.too_many', `There may be ${most} fields, archived ones included`, {
      params: { most },
    })
  }
}

export class FieldValueTaken extends DomainError {
  constructor(key: string, cause: unknown) {
    const message = say('field.taken')
    super('conflict', 'custom_field.value_taken', 'Another row has this value', {
      details: { [`custom_fields.${key}`]: [message] },
      cause,
    })
  }
}

/** What the database says when a value of a unique field is another row's, with the field's name; null otherwise. */
export function fieldValueTaken(error: unknown): FieldValueTaken | null {
  if (sqlState(error) !== '23505') return null
  const { constraint, column, driverError } = error as Record<'constraint' | 'column' | 'driverError', unknown>
  const key = column ?? (driverError as { column?: unknown } | undefined)?.column
  return constraint === 'custom_field_unique_uq' && typeof key === 'string' ? new FieldValueTaken(key, error) : null
}
