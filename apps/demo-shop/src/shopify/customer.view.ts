// A customer, and addresses, as the Admin API answers them.
import { minus, plus } from '../money'
import { figuresOf } from '../shop/figures'
import type { Shop } from '../shop/shop'
import type { Address, Customer } from '../shop/shop.model'
import type { Connection, Page } from './connection'
import { gid, idOf, money, utc } from './words'

/** Who asks: what the token lets them see. */
export interface Asking {
  demand(scope: string): void
  /** The orders of a customer that this token may see. */
  ordersOf(customer: number, page: Page): Connection<object>
}

export function addressView(address: Address | null, id: bigint) {
  if (!address) return null
  return {
    __typename: 'MailingAddress',
    id: gid('MailingAddress', id),
    firstName: address.firstName,
    lastName: address.lastName,
    name: `${address.firstName} ${address.lastName}`.trim(),
    company: address.company || null,
    address1: address.street,
    address2: null,
    city: address.city,
    zip: address.zip,
    province: address.province || null,
    provinceCode: address.provinceCode || null,
    country: address.country,
    countryCodeV2: address.countryCode,
    phone: address.phone || null,
  }
}

export function customerView(shop: Shop, customer: Customer): object {
  const { n, email, phone, acceptsMarketing } = customer
  const marketingState = acceptsMarketing ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED'
  const address = () => addressView(customer.address, idOf('MailingAddress', n))
  return {
    __typename: 'Customer',
    id: gid('Customer', idOf('Customer', n)),
    legacyResourceId: idOf('Customer', n).toString(),
    firstName: customer.firstName || null,
    lastName: customer.lastName || null,
    displayName: `${customer.firstName} ${customer.lastName}`.trim() || email || 'Customer',
    email: email || null,
    phone,
    defaultEmailAddress: email ? { emailAddress: email, marketingState } : null,
    defaultPhoneNumber: phone ? { phoneNumber: phone } : null,
    locale: customer.language,
    note: customer.note,
    tags: customer.tags,
    state: 'DISABLED',
    verifiedEmail: true,
    taxExempt: false,
    createdAt: utc(customer.createdAt),
    updatedAt: utc(customer.updatedAt),
    numberOfOrders: () => shop.ordersOf(n).length.toString(),
    amountSpent: () => spent(shop, n),
    defaultAddress: address,
    addresses: () => [address()].filter((one) => one !== null),
    emailMarketingConsent: email
      ? { marketingState, marketingOptInLevel: 'SINGLE_OPT_IN', consentUpdatedAt: null }
      : null,
    lastOrder: (_: unknown, asking: Asking) => asking.ordersOf(n, { last: 1 }).nodes[0] ?? null,
    orders: (page: Page, asking: Asking) => asking.ordersOf(n, page),
  }
}

function spent(shop: Shop, customer: number) {
  const orders = shop.ordersOf(customer).flatMap((n) => shop.orders.get(n) ?? [])
  const net = orders.map((order) => figuresOf(order)).map(({ received, refunded }) => minus(received, refunded))
  return money(plus(...net).shop, shop.currency)
}
