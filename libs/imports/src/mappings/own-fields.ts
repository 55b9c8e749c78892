// The workspace's own fields in mappings: `custom_fields.` and the field's key.

export type OwnField = `custom_fields.${string}`

/** How they are told among the fields that a column may be. */
export const anyOwnField: OwnField = 'custom_fields.<key>'

const pattern = /^custom_fields\.([a-z][a-z0-9_]{0,62})$/

/** The key of a custom field, or null when the field is none. */
export function ownKey(field: string): string | null {
  const key = pattern.exec(field)?.[1] ?? null
  return key === 'constructor' || key === 'prototype' ? null : key
}

export function isOwnField(field: string): field is OwnField {
  return ownKey(field) !== null
}
