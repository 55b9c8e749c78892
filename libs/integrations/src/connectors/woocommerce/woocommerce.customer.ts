import { z } from 'zod'
import type { Meaning, ShopCustomer } from '../connector'
import { id, instant, text } from '../fields'

/** Times end in `_gmt` and carry no offset. */
export const gmt = z
  .string()
  .max(40)
  .transform((time) => (/[zZ]|[+-]\d\d:\d\d$/.test(time) ? time : `${time}Z`))
  .pipe(instant)

export const place = z.object({
  first_name: text,
  last_name: text,
  company: text,
  address_1: text,
  address_2: text,
  city: text,
  state: text,
  postcode: text,
  country: text,
  phone: text,
})
export const billing = place.extend({ email: text })

export const customer = z.object({
  id,
  email: text,
  first_name: text,
  last_name: text,
  date_modified_gmt: gmt.nullish(),
  billing: billing.nullish(),
})

export function customerMeaning(read: z.output<typeof customer>): Meaning {
  return { kind: 'customer', at: read.date_modified_gmt ?? null, customer: customerOf(read) }
}

function customerOf(read: z.output<typeof customer>): ShopCustomer {
  const home = profileOf(read.billing ?? null, null)
  return {
    external_id: read.id,
    profile: {
      ...home,
      email: read.email ?? home.email,
      first_name: read.first_name ?? home.first_name,
      last_name: read.last_name ?? home.last_name,
      address_line1: read.billing?.address_1 ?? null,
      address_line2: read.billing?.address_2 ?? null,
    },
  }
}

export function profileOf(
  payer: z.output<typeof billing> | null,
  receiver: z.output<typeof place> | null,
): ShopCustomer['profile'] {
  const home = payer ?? receiver
  return {
    email: payer?.email ?? null,
    first_name: home?.first_name ?? null,
    last_name: home?.last_name ?? null,
    phone: home?.phone ?? null,
    company_name: home?.company ?? null,
    country_code: home?.country ?? null,
    region: home?.state ?? null,
    city: home?.city ?? null,
    postal_code: home?.postcode ?? null,
  }
}
