// What a test, or somebody at the page, can make the shops do. Unknown fields are refused like wrong ones.
import { z } from 'zod'
import { currencies, unitsOf } from '../money'
import { Refusal } from '../shop/refusal'
import type { Order } from '../shop/shop.model'
import type { Shop } from '../shop/shop'
import { addressOf, places } from '../shop/words'

const count = z.coerce.number().int().min(0).max(1_000_000)
const wish = z.strictObject({ variant: count, quantity: z.coerce.number().int().min(1).max(1_000) })
const part = z.strictObject({ line: count, quantity: z.coerce.number().int().min(1).max(1_000) })

const orderFields = z.strictObject({
  /** n of a customer, or null for a guest; any customer when it is left out. */
  customer: count.nullish(),
  email: z.email().optional(),
  first_name: z.string().max(100).optional(),
  last_name: z.string().max(100).optional(),
  country_code: z.enum(places.map(({ countryCode }) => countryCode)).optional(),
  lines: z.array(wish).min(1).max(15).optional(),
  currency: z.enum(currencies).optional(),
  paid: z.boolean().default(true),
  test: z.boolean().default(false),
  note: z.string().max(500).optional(),
  /** So many orders at once, each with its own goods and customer. */
  count: z.coerce.number().int().min(1).max(100_000).default(1),
})

const orderActions = {
  pay: z.strictObject({}),
  edit: z.strictObject({ add: z.array(wish).max(10).default([]), remove: z.array(part).max(10).default([]) }),
  refund: z.strictObject({
    lines: z.array(part).optional(),
    amount: z.string().optional(),
    note: z.string().max(500).default('Refunded in the demo shop'),
  }),
  cancel: z.strictObject({
    reason: z.enum(['customer', 'fraud', 'inventory', 'declined', 'other']).default('customer'),
  }),
  fulfil: z.strictObject({ lines: z.array(part).optional() }),
  deliver: z.strictObject({}),
  delete: z.strictObject({}),
  restore: z.strictObject({}),
}
export type OrderAction = keyof typeof orderActions
export const orderActionNames = Object.keys(orderActions) as OrderAction[]

export const customerFields = z.strictObject({
  email: z.email(),
  first_name: z.string().max(100).default(''),
  last_name: z.string().max(100).default(''),
})
const customerChanges = z.strictObject({
  email: z.email().optional(),
  first_name: z.string().max(100).optional(),
  last_name: z.string().max(100).optional(),
  note: z.string().max(500).nullish(),
})
const productChanges = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  status: z.enum(['active', 'draft', 'archived']).optional(),
  variant: count.optional(),
  stock: z.coerce.number().int().optional(),
  price_in_us_cents: count.optional(),
})

export const hookFields = z.strictObject({
  broken: z.boolean().optional(),
  drop: z.number().min(0).max(100).default(0),
  double: z.number().min(0).max(100).default(0),
  shuffle_ms: count.default(0),
  seed: count.default(1),
})
export const troubleFields = z.strictObject({
  failure: z.enum(['429', '500', '503', 'THROTTLED']).nullable(),
  requests: count.optional(),
  for_ms: z.number().int().min(0).optional(),
})

/** The fields as they should be, or a refusal that names the first wrong one. */
export function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given ?? {})
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const field = issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path.join('.')
  throw new Refusal(field || 'body', issue.message)
}

export function place(shop: Shop, given: unknown): Order[] {
  const { count: times, first_name: firstName, last_name: lastName, country_code, ...rest } = read(orderFields, given)
  const guest = rest.customer === null || rest.email !== undefined
  const land = places.find(({ countryCode }) => countryCode === country_code) ?? places[0]!
  const [city, zip, provinceCode, province] = land.cities[0]!
  const { countryCode, country } = land
  const where = { street: `${land.streets[0]} 1`, city, zip, provinceCode, province, countryCode, country }
  const address = addressOf({ firstName: firstName ?? land.first[0]!, lastName: lastName ?? land.last[0]!, ...where })
  return Array.from({ length: times }, () => shop.desk.place({ ...rest, ...(guest ? { address } : {}) }))
}

export function change(shop: Shop, n: number, action: OrderAction, given: unknown): Order | undefined {
  const { desk } = shop
  switch (action) {
    case 'pay':
      return desk.pay(n)
    case 'edit': {
      const { add, remove } = read(orderActions.edit, given)
      return desk.edit(n, { add, remove: remove.map(({ line, quantity }) => [line, quantity]) })
    }
    case 'refund':
      return desk.refund(n, whatToRefund(shop, n, read(orderActions.refund, given)))
    case 'cancel':
      return desk.cancel(n, read(orderActions.cancel, given).reason)
    case 'fulfil': {
      const { lines } = read(orderActions.fulfil, given)
      return desk.fulfil(
        n,
        lines?.map(({ line: variant, quantity }) => ({ variant, quantity })),
      )
    }
    case 'deliver':
      return desk.deliver(n)
    case 'delete':
      desk.remove(n)
      return undefined
    case 'restore':
      desk.restore(n)
      return shop.orders.get(n)
  }
}

/** All that is left of the order, when nothing else is said. */
function whatToRefund(shop: Shop, n: number, given: z.output<(typeof orderActions)['refund']>) {
  const { lines, amount, note } = given
  if (amount !== undefined && unitsOf(amount, shop.currency) === undefined)
    throw new Refusal('amount', `no amount in ${shop.currency}`)
  if (lines || amount !== undefined)
    return { note, ...(lines ? { lines } : {}), ...(amount === undefined ? {} : { amount }) }
  const left = shop.orders
    .get(n)
    ?.lines.map((one) => ({ line: one.n, quantity: one.quantity - one.removed - one.refunded }))
  return { note, lines: (left ?? []).filter(({ quantity }) => quantity > 0) }
}

export function changeCustomer(shop: Shop, n: number, given: unknown): void {
  const { email, first_name, last_name, note } = read(customerChanges, given)
  shop.changeCustomer(n, (customer) => {
    customer.email = email ?? customer.email
    customer.firstName = first_name ?? customer.firstName
    customer.lastName = last_name ?? customer.lastName
    customer.note = note === undefined ? customer.note : note
  })
}

export function changeProduct(shop: Shop, n: number, given: unknown): void {
  const { title, status, variant: which, stock, price_in_us_cents: cents } = read(productChanges, given)
  shop.changeProduct(n, (product) => {
    product.title = title ?? product.title
    product.status = status ?? product.status
    const variant = product.variants[which ?? 0]
    if (!variant) throw new Refusal('variant', `there is no variant ${which}`)
    variant.stock = stock ?? variant.stock
    variant.cents = cents ?? variant.cents
    variant.updatedAt = shop.now()
  })
}
