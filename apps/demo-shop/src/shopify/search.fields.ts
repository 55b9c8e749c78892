// What orders, customers and products can be searched by, besides their ids and times.
import { deliveryOf, paymentOf } from '../shop/figures'
import type { Customer, Order, Product } from '../shop/shop.model'
import type { Fields } from './search'
import { idOf } from './words'

export const orderFields: Fields<Order> = {
  name: ({ number }, value) => value.replace('#', '') === String(number),
  email: ({ email }, value) => email.toLowerCase() === value,
  test: ({ test }, value) => String(test) === value,
  customer_id: ({ customer }, value) => customer !== null && String(idOf('Customer', customer)) === value,
  financial_status: (order, value) => paymentOf(order) === value,
  fulfillment_status: (order, value) =>
    (deliveryOf(order) ?? 'unshipped') === value.replace('unfulfilled', 'unshipped'),
  source_name: ({ source }, value) => source === value,
  status: ({ cancelledAt, closedAt }, value) => {
    if (value === 'any') return true
    const state = cancelledAt !== null ? 'cancelled' : closedAt !== null ? 'closed' : 'open'
    return value === state
  },
}
export const customerFields: Fields<Customer> = {
  email: ({ email }, value) => email.toLowerCase() === value,
  phone: ({ phone }, value) => phone === value,
  country: ({ address }, value) => address?.country.toLowerCase() === value,
}
export const productFields: Fields<Product> = {
  status: ({ status }, value) => status === value,
  title: ({ title }, value) => title.toLowerCase() === value,
  vendor: ({ brand }, value) => brand.toLowerCase() === value,
  sku: ({ variants }, value) => variants.some(({ sku }) => sku.toLowerCase() === value),
}
