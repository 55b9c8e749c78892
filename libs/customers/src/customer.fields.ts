// From what people send to what is stored.
import { invalid, mergePatch, refuseCardNumbers, say } from '@portolan/platform'
import type { CustomerFieldsDto } from './customer.dto'
import type { CustomerFields, TenantDefaults } from './customers.queries'
import { largestCustomFields } from './dto.rules'
import { zoneOf } from './zones'

const names = ['first_name', 'last_name', 'company_name', 'email', 'phone'] as const

type Texts = Pick<
  CustomerFields,
  | 'first_name'
  | 'last_name'
  | 'company_name'
  | 'email'
  | 'phone'
  | 'country_code'
  | 'region'
  | 'city'
  | 'postal_code'
  | 'address_line1'
  | 'address_line2'
>

type Writable = { -readonly [Name in keyof Omit<CustomerFields, 'assigned_to'>]: CustomerFields[Name] }

/** All fields; what is absent is empty, her country's zone, or the workspace's default. Assignment is not among what a form fills in. */
export function fieldsOf(
  dto: CustomerFieldsDto,
  defaults: TenantDefaults,
  before: CustomerFields | null = null,
): Omit<CustomerFields, 'assigned_to'> {
  const fields = completed(dto, defaults, before)
  assertNamed(fields)
  return fields
}

function completed(
  dto: CustomerFieldsDto,
  defaults: TenantDefaults,
  before: CustomerFields | null,
): Omit<CustomerFields, 'assigned_to'> {
  // Names that stand here, all in one literal, make an object that engines are quick with; files have hundreds of thousands.
  const fields: Writable = {
    first_name: trimmed(dto.first_name),
    last_name: trimmed(dto.last_name),
    company_name: trimmed(dto.company_name),
    email: trimmed(dto.email),
    phone: trimmed(dto.phone),
    country_code: trimmed(dto.country_code),
    region: trimmed(dto.region),
    city: trimmed(dto.city),
    postal_code: trimmed(dto.postal_code),
    address_line1: trimmed(dto.address_line1),
    address_line2: trimmed(dto.address_line2),
    timezone: '',
    language: languageTag(dto.language) ?? defaults.language,
    currency: dto.currency ?? defaults.currency,
    status: dto.status ?? 'active',
    custom_fields: defaults.rules.checked(before?.custom_fields ?? null, dto.custom_fields ?? {}),
  }
  fields.timezone = dto.timezone ?? zoneOf(fields, defaults.timezone)
  assertSound(fields)
  return fields
}

/**
 * `before` with what is given; null empties a field, or gives it the workspace's default. A zone that is the one of her
 * country goes with the country. People whom only a shop's id names may stay nameless; who has a name keeps one.
 */
export function mergedFields(
  before: CustomerFields,
  dto: CustomerFieldsDto,
  defaults: TenantDefaults,
): Omit<CustomerFields, 'assigned_to'> {
  const given = Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined))
  const custom_fields = mergePatch(before.custom_fields, dto.custom_fields ?? {})
  const timezone = before.timezone === zoneOf(before, defaults.timezone) ? null : before.timezone
  const fields = completed({ ...before, timezone, ...given, custom_fields }, defaults, before)
  if (isNamed(before)) assertNamed(fields)
  return fields
}

function isNamed(fields: Texts): boolean {
  return names.some((name) => fields[name] !== null)
}

function assertNamed(fields: Texts): void {
  if (!isNamed(fields)) throw invalid({ email: [say('rule.customerNamed')] })
}

function assertSound(fields: Omit<CustomerFields, 'assigned_to'>): void {
  if (Buffer.byteLength(JSON.stringify(fields.custom_fields)) > largestCustomFields) {
    throw invalid({ custom_fields: [say('rule.isCustomFields')] })
  }
  // A phone number has at most fifteen digits and may look like a short card number.
  refuseCardNumbers(fields, ['phone'])
}

function trimmed(text: string | null | undefined): string | null {
  return text?.trim() || null
}

function languageTag(tag: string | null | undefined): string | null {
  return tag ? (Intl.getCanonicalLocales(tag)[0] ?? null) : null
}
