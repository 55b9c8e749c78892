import type { Address } from '../shop/shop.model'

export function addressBody(address: Address): object {
  return {
    first_name: address.firstName,
    address1: address.street,
    phone: address.phone || null,
    city: address.city,
    zip: address.zip,
    province: address.province || null,
    country: address.country,
    last_name: address.lastName,
    address2: null,
    company: address.company || null,
    latitude: null,
    longitude: null,
    name: `${address.firstName} ${address.lastName}`.trim(),
    country_code: address.countryCode,
    province_code: address.provinceCode || null,
  }
}
