import type { CustomerProfile } from '@portolan/customers'
import { countries, type Country, type Place } from './countries'
import type { Random } from './random'

export interface Person {
  /** Her account in the demo's shop. */
  readonly external_id: string
  readonly country: Country
  readonly currency: string
  readonly place: Place & { readonly address_line1: string }
  readonly profile: CustomerProfile
}

export function makePerson(random: Random, number: number, choice: readonly Country[] = countries): Person {
  const country = random.weighted(choice, ({ share }) => share)
  const [first, latinFirst] = scripts(random.pick(country.first))
  const [last, latinLast] = scripts(random.pick(country.last))
  const place = random.pick(country.places)
  const currency = random.chance(0.92) ? country.currencies[0] : random.pick(country.currencies)
  const external_id = `c-${String(number).padStart(5, '0')}`
  const company = random.chance(0.05)
    ? `${last} ${random.pick(['Trading', 'Interiors', 'Deli', 'Bistro', 'Studio'])}`
    : null
  const phone = random.chance(0.6) ? numberLike(country.phone, random) : null
  // Some shops send customers without an e-mail address.
  const email = random.chance(0.97) ? `${latinFirst}.${latinLast}.${number}@example.com` : null
  return {
    external_id,
    country,
    currency,
    place: { ...place, address_line1: `${place.street} ${random.between(1, 180)}` },
    profile: {
      first_name: first,
      last_name: last,
      company_name: company,
      email,
      phone,
      country_code: country.code,
      city: place.city,
      region: place.region,
      postal_code: place.postal_code,
      timezone: country.timezone,
      language: country.language,
      currency,
    },
  }
}

function numberLike(pattern: string, random: Random): string {
  const digits = pattern.replace(/[^#]/g, '').length
  const number = String(random.between(10 ** (digits - 1), 10 ** digits - 1))
  return pattern.replace(/#+/, number)
}

/** `健太|kenta` is a name and its Latin form; a name in Latin letters has one without accents. */
function scripts(name: string): [string, string] {
  const [own = '', latin = own] = name.split('|')
  const plain = latin
    .replaceAll('ß', 'ss')
    .replace(/[łŁ]/g, 'l')
    .replace(/[øØ]/g, 'o')
    .replace(/[æÆ]/g, 'ae')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
  return [own, plain]
}
