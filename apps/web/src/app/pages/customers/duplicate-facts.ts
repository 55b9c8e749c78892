import type { Duplicate } from '../../data/customers.data'
import type { Formats } from '../../ui/formats'

/** What tells people apart at a glance, beside their name. */
export function duplicateFacts({ customer }: Pick<Duplicate, 'customer'>, name: string, formats: Formats): string[] {
  const place = [customer.city, customer.country_code ? formats.country(customer.country_code) : null]
  return [
    customer.email === name ? null : customer.email,
    customer.phone,
    place.filter(Boolean).join(', '),
    formats.counted('duplicates.orders', customer.total_orders),
  ].filter((fact): fact is string => Boolean(fact))
}
