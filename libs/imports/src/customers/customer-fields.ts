// What a column of a customers file may be.
import { anyOwnField, isOwnField } from '../mappings/own-fields'

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
  anyOwnField,
] as const

const known: ReadonlySet<string> = new Set(customerFields.slice(0, -1))
const naming = ['external_id', 'email', 'first_name', 'last_name', 'company_name', 'phone']

export function isCustomerField(name: string): boolean {
  return known.has(name) || isOwnField(name)
}

/** What a mapping of customers lacks, in words; nothing when it tells people apart. */
export function missingCustomerFields(fields: ReadonlySet<string>): string[] {
  return naming.some((field) => fields.has(field)) ? [] : [`needs a column for one of ${naming.join(', ')}`]
}
