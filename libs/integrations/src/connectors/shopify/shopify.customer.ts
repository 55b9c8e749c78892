import { z } from 'zod'
import type { Address } from '@portolan/orders'
import type { ShopCustomer } from '../connector'
import { id, instant, text } from '../fields'

export const address = z.object({
  name: text,
  first_name: text,
  last_name: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  province: text,
  zip: text,
  country_code: text,
  phone: text,
})
type ShopAddress = z.output<typeof address>

export const customer = z.object({
  id,
  email: text,
  first_name: text,
  last_name: text,
  phone: text,
  currency: text,
  locale: text,
  updated_at: instant.nullish(),
  default_address: address.partial().nullish(),
})
type Customer = z.output<typeof customer>

export function customerOf(read: Customer): ShopCustomer {
  const { address1: address_line1 = null, address2: address_line2 = null } = read.default_address ?? {}
  return {
    external_id: read.id,
    profile: { ...profileOf(read, null), address_line1, address_line2 },
  }
}

/** Her own fields first, then those of the address that is nearest to her. */
export function profileOf(read: Partial<Customer>, near: Partial<ShopAddress> | null): ShopCustomer['profile'] {
  const home: Partial<ShopAddress> = read.default_address ?? near ?? {}
  return {
    email: read.email ?? null,
    first_name: read.first_name ?? home.first_name ?? null,
    last_name: read.last_name ?? home.last_name ?? null,
    phone: read.phone ?? home.phone ?? null,
    company_name: home.company ?? null,
    country_code: home.country_code ?? null,
    region: home.province ?? null,
    city: home.city ?? null,
    postal_code: home.zip ?? null,
    language: read.locale ?? null,
    currency: read.currency ?? null,
  }
}

export function addressOf(read: ShopAddress | null | undefined): Address | null {
  if (!read) return null
  const named = [read.first_name, read.last_name].filter(Boolean).join(' ')
  const found: Address = {
    name: read.name ?? (named || null),
    company: read.company,
    line1: read.address1,
    line2: read.address2,
    city: read.city,
    region: read.province,
    postal_code: read.zip,
    country_code: read.country_code,
    phone: read.phone,
  }
  return Object.values(found).some(Boolean) ? found : null
}
