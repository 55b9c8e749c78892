// What a column of a customers file may be. Fields of the workspace's own are `custom_fields.` and their key.

export const customerFields = [
  'external_id',
  'source',
  'email',
  'first_name',
  'last_name',
  'company_name',
  'phone',
  'country',
  'region',
  'city',
  'postal_code',
  'address_line1',
  'address_line2',
  'timezone',
  'language',
  'currency',
  'status',
  'tags',
  'assigned_to',
  'custom_fields.<key>',
] as const

const known: ReadonlySet<string> = new Set(customerFields.slice(0, -1))
const customPattern = /^custom_fields\.([a-z][a-z0-9_]{0,62})$/
const naming = ['external_id', 'email', 'first_name', 'last_name', 'company_name', 'phone']

export function isCustomerField(name: string): boolean {
  return known.has(name) || customKey(name) !== null
}

/** The key of a custom field, or null when the field is none. */
export function customKey(field: string): string | null {
  const key = customPattern.exec(field)?.[1] ?? null
  return key === 'constructor' || key === 'prototype' ? null : key
}

/** What a mapping of customers lacks, in words; nothing when it tells people apart. */
export function missingCustomerFields(fields: ReadonlySet<string>): string[] {
  return naming.some((field) => fields.has(field)) ? [] : [`needs a column for one of ${naming.join(', ')}`]
}
