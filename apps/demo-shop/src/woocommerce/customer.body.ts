// A registered customer as REST answers it. Guests are in their orders only.
import { createHash } from 'node:crypto'
import type { Shop } from '../shop/shop'
import type { Customer } from '../shop/shop.model'
import { links, type Site } from './links'
import { addressBody } from './order.body'
import { dates, ids } from './words'

export function customerBody(site: Site, shop: Shop, customer: Customer): Record<string, unknown> {
  const { email, firstName, lastName, address, phone, n } = customer
  const id = ids.customer(n)
  const hash = createHash('md5').update(email).digest('hex')
  return {
    id,
    ...dates('date_created', customer.createdAt),
    ...dates('date_modified', customer.updatedAt),
    email,
    first_name: firstName,
    last_name: lastName,
    role: 'customer',
    username: email.split('@')[0] ?? '',
    billing: { ...addressBody(address), email, phone: phone ?? '' },
    shipping: addressBody(address),
    is_paying_customer: shop.ordersOf(n).length > 0,
    avatar_url: `https://secure.gravatar.com/avatar/${hash}?s=96`,
    meta_data: [],
    _links: links(site, `customers/${id}`, 'customers'),
  }
}
