// What a person is told about a phone number or an address that cannot be: what nobody reaches by it. Files and shops
// bring such values all the same, and they are kept as they came.
import { addressFields, addressFormat, isPostcode } from '@portolan/contracts'
import { context, type ErrorDetails, invalid, say } from '@portolan/platform'
import type { CustomerFields } from './customers.queries'
import { e164Of, examplePhone } from './phones'
import { regionOf } from './zones'

export type Contact = Pick<CustomerFields, 'phone' | 'country_code' | 'timezone' | (typeof addressFields)[number]>

/** Throws a DomainError (400) where what was written of `fields` cannot be; what stood there before is nobody's fault. */
export function assertContact(fields: Contact, before: Contact | null): void {
  const details = { ...phoneProblems(fields, before), ...addressProblems(fields, before) }
  if (Object.keys(details).length) throw invalid(details)
}

function phoneProblems(fields: Contact, before: Contact | null): ErrorDetails {
  const { phone } = fields
  if (phone === null || !differs(fields, before, ['phone', 'country_code'])) return {}
  const region = regionOf(fields)
  if (e164Of(phone, region)) return {}
  // Written as at home, we don't know where: it may be right.
  if (region === null && !phone.startsWith('+')) return {}
  const example = examplePhone(region)
  return {
    phone: [
      region
        ? say('rule.phoneOfCountry', { country: countryName(region), example })
        : say('rule.phoneE164', { example }),
    ],
  }
}

/** A place without a street may lack anything: many know the city alone. */
function addressProblems(fields: Contact, before: Contact | null): ErrorDetails {
  if (!fields.country_code || !differs(fields, before, ['country_code', ...addressFields])) return {}
  const { required, example } = addressFormat(fields.country_code)
  const country = countryName(fields.country_code)
  const missing = fields.address_line1 ? required.filter((name) => !fields[name]) : []
  const code = fields.postal_code
  const details = Object.fromEntries(missing.map((name) => [name, [say('rule.neededInAddress', { country })]]))
  return code === null || isPostcode(code, fields.country_code)
    ? details
    : { ...details, postal_code: [say('rule.postcodeOfCountry', { country, example: example ?? '' })] }
}

function differs(fields: Contact, before: Contact | null, names: readonly (keyof Contact)[]): boolean {
  return before === null || names.some((name) => fields[name] !== before[name])
}

function countryName(code: string): string {
  return new Intl.DisplayNames([context().language ?? 'en'], { type: 'region' }).of(code) ?? code
}
