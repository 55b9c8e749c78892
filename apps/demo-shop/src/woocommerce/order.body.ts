// An order and its refunds as REST answers them, which is also what webhooks carry.
import { decimal, minus, nothing, plus, share, times, type Amount } from '../money'
import { open } from '../shop/after-sale'
import { paymentOf } from '../shop/figures'
import type { Address, Line, Order, Refund } from '../shop/shop.model'
import { links, href, type Site } from './links'
import { isSimple } from './product.body'
import { dates, ids } from './words'

const taxRate = 75

export function statusOf(order: Order): string {
  if (order.cancelledAt !== null) return 'cancelled'
  const payment = paymentOf(order)
  if (payment === 'refunded') return 'refunded'
  if (payment === 'pending') return 'pending'
  return order.fulfilments.length > 0 && order.lines.every((line) => open(line) === 0) ? 'completed' : 'processing'
}

export function orderBody(site: Site, order: Order): Record<string, unknown> {
  const { n, source } = order
  const text = (amount: Amount) => decimal(amount.shop, site.currency)
  const id = ids.order(n)
  const lines = order.lines.filter((line) => line.quantity > line.removed)
  const tax = plus(...lines.map((line) => left(line, line.tax)))
  const discount = plus(...lines.map((line) => left(line, line.discount)))
  return {
    id,
    parent_id: 0,
    number: String(id),
    order_key: `wc_order_${id.toString(16)}demo`,
    created_via: source === 'pos' ? 'pos-rest-api' : 'checkout',
    version: '10.3.0',
    status: statusOf(order),
    currency: site.currency,
    ...dates('date_created', order.createdAt),
    ...dates('date_modified', order.updatedAt),
    ...totals(site, order, lines, { tax, discount }),
    ...buyer(order),
    ...payment(order),
    cart_hash: '',
    meta_data: [],
    line_items: lines.map((line) => lineBody(site, order, line)),
    ...otherLines(site, order, tax, discount),
    refunds: order.refunds.map((refund) => ({
      id: ids.refund(n, refund.n),
      reason: refund.note,
      total: text(minus(nothing, refund.amount)),
    })),
    _links: links(site, `orders/${id}`, 'orders'),
  }
}

function totals(
  site: Site,
  order: Order,
  lines: readonly Line[],
  { tax, discount }: { tax: Amount; discount: Amount },
) {
  const text = (amount: Amount) => decimal(amount.shop, site.currency)
  const items = plus(...lines.map((line) => times(line.unit, line.quantity - line.removed)))
  return {
    discount_total: text(discount),
    discount_tax: text(nothing),
    shipping_total: text(order.shippingPrice),
    shipping_tax: text(nothing),
    cart_tax: text(tax),
    total: text(plus(minus(items, discount), tax, order.shippingPrice)),
    total_tax: text(tax),
    prices_include_tax: false,
  }
}

function buyer(order: Order): Record<string, unknown> {
  const { billing, shipping, email } = order
  return {
    customer_id: order.customer === null ? 0 : ids.customer(order.customer),
    customer_ip_address: '',
    customer_user_agent: '',
    customer_note: order.note ?? '',
    billing: { ...addressBody(billing), email, phone: billing?.phone ?? order.phone ?? '' },
    shipping: addressBody(shipping),
  }
}

function payment(order: Order): Record<string, unknown> {
  const paid = order.transactions.find(({ kind, status }) => kind === 'sale' && status === 'success')
  const completed = statusOf(order) === 'completed' ? (order.fulfilments.at(-1)?.createdAt ?? null) : null
  return {
    payment_method: 'bacs',
    payment_method_title: 'Direct Bank Transfer',
    transaction_id: '',
    ...dates('date_paid', paid?.createdAt ?? null),
    ...dates('date_completed', completed),
  }
}

function otherLines(site: Site, order: Order, tax: Amount, discount: Amount): Record<string, unknown> {
  const text = (amount: Amount) => decimal(amount.shop, site.currency)
  const id = (which: number) => ids.line(order.n, which)
  const { shippingTitle, shippingPrice, discountCode } = order
  const state = { rate_code: 'US-CA-STATE TAX', rate_id: taxRate, label: 'State Tax', compound: false, meta_data: [] }
  const flat = { method_title: shippingTitle, method_id: 'flat_rate', taxes: [], meta_data: [] }
  const coupon = { code: discountCode?.toLowerCase(), discount_tax: text(nothing), meta_data: [] }
  return {
    tax_lines: [{ id: id(18), ...state, tax_total: text(tax), shipping_tax_total: text(nothing) }],
    shipping_lines:
      shippingTitle === null ? [] : [{ id: id(17), ...flat, total: text(shippingPrice), total_tax: text(nothing) }],
    fee_lines: [],
    coupon_lines: discountCode === null ? [] : [{ id: id(16), ...coupon, discount: text(discount) }],
  }
}

function lineBody(site: Site, order: Order, line: Line): Record<string, unknown> {
  const quantity = line.quantity - line.removed
  const whole = times(line.unit, quantity)
  const total = minus(whole, left(line, line.discount))
  return {
    id: ids.line(order.n, line.n),
    ...goodsOf(line),
    quantity,
    tax_class: '',
    ...sums(site, line, whole, total, 1),
  }
}

function goodsOf(line: Line) {
  const size = line.variantTitle === null ? '' : ` - ${line.variantTitle}`
  const simple = line.product !== null && isSimple(line.product)
  return {
    name: `${line.title}${size}`,
    product_id: line.product === null ? 0 : ids.product(line.product),
    variation_id: line.variant === null || simple ? 0 : ids.variation(line.variant),
    sku: line.sku,
  }
}

function sums(site: Site, line: Line, subtotal: Amount, total: Amount, sign: 1 | -1, tax = left(line, line.tax)) {
  const text = (amount: Amount) => decimal(BigInt(sign) * amount.shop, site.currency)
  return {
    subtotal: text(subtotal),
    subtotal_tax: text(tax),
    total: text(total),
    total_tax: text(tax),
    taxes: [{ id: taxRate, total: text(tax), subtotal: text(tax) }],
    meta_data: [],
    price: Number(decimal(line.unit.shop, site.currency)),
  }
}

/** What edits have left of an amount. */
function left(line: Line, amount: Amount): Amount {
  return share(amount, line.quantity - line.removed, line.quantity)
}

export function refundBody(site: Site, order: Order, refund: Refund): Record<string, unknown> {
  const path = `orders/${ids.order(order.n)}/refunds`
  const id = ids.refund(order.n, refund.n)
  return {
    id,
    ...dates('date_created', refund.createdAt),
    amount: decimal(refund.amount.shop, site.currency),
    reason: refund.note,
    refunded_by: 1,
    refunded_payment: true,
    meta_data: [],
    line_items: refund.lines.map(({ line: at, quantity, subtotal, tax }) => {
      const line = order.lines[at]!
      const money = sums(site, line, subtotal, subtotal, -1, tax)
      const from = { id: ids.line(order.n, at), key: '_refunded_item_id', value: String(ids.line(order.n, at)) }
      return {
        id: ids.line(order.n, 10 + at),
        ...goodsOf(line),
        quantity: -quantity,
        tax_class: '',
        ...money,
        meta_data: [from],
      }
    }),
    _links: { ...links(site, `${path}/${id}`, path), up: [{ href: href(site, `orders/${ids.order(order.n)}`) }] },
  }
}

export function addressBody(address: Address | null) {
  return {
    first_name: address?.firstName ?? '',
    last_name: address?.lastName ?? '',
    company: address?.company ?? '',
    address_1: address?.street ?? '',
    address_2: '',
    city: address?.city ?? '',
    state: address?.provinceCode ?? '',
    postcode: address?.zip ?? '',
    country: address?.countryCode ?? '',
  }
}
