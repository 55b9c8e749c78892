// The body of webhooks about customers.
import type { Shop } from '../shop/shop'
import type { Customer } from '../shop/shop.model'
import { addressBody } from './payload.address'
import { gid, idOf, local } from './words'

/** Since 2025-01 without tags, marketing consents and purchase totals: those have topics of their own. */
export function customerBody(shop: Shop, customer: Customer): Record<string, unknown> {
  const id = idOf('Customer', customer.n)
  const address = customer.address && {
    id: idOf('MailingAddress', customer.n),
    customer_id: id,
    ...addressBody(customer.address),
    country_name: customer.address.country,
    default: true,
  }
  return {
    id,
    email: customer.email || null,
    created_at: local(customer.createdAt),
    updated_at: local(customer.updatedAt),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: 'disabled',
    note: customer.note,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    phone: customer.phone,
    currency: shop.currency,
    addresses: address ? [address] : [],
    tax_exemptions: [],
    admin_graphql_api_id: gid('Customer', id),
    ...(address ? { default_address: address } : {}),
  }
}
