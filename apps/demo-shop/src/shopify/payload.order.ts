// The bodies of webhooks about orders: the REST resource, not wrapped in anything.
import { plus, type Amount } from '../money'
import { deliveryOf, figuresOf, paymentOf } from '../shop/figures'
import type { Shop } from '../shop/shop'
import type { Order } from '../shop/shop.model'
import { addressBody } from './payload.address'
import { customerBody } from './payload.customer'
import { PartBodies } from './payload.parts'
import { gid, idOf, local, partId } from './words'

export class OrderBodies extends PartBodies {
  constructor(
    private readonly shop: Shop,
    order: Order,
  ) {
    super(shop.currency, order)
  }

  body(): Record<string, unknown> {
    const { order } = this
    const id = idOf('Order', order.n)
    const { createdAt, cancelledAt, closedAt, billing, shipping } = order
    const customer = order.customer === null ? undefined : this.shop.customers.get(order.customer)
    return {
      id,
      admin_graphql_api_id: gid('Order', id),
      app_id: null,
      browser_ip: null,
      buyer_accepts_marketing: customer?.acceptsMarketing ?? false,
      cancel_reason: order.cancelReason,
      cancelled_at: cancelledAt === null ? null : local(cancelledAt),
      cart_token: null,
      checkout_id: null,
      checkout_token: null,
      client_details: null,
      closed_at: closedAt === null ? null : local(closedAt),
      confirmation_number: `C${order.number}`,
      confirmed: true,
      contact_email: order.email || null,
      created_at: local(createdAt),
      currency: this.shopCurrency,
      ...this.amounts(),
      ...this.facts(),
      ...(billing ? { billing_address: addressBody(billing) } : {}),
      ...(customer ? { customer: customerBody(this.shop, customer) } : {}),
      discount_applications: this.discountApplications(),
      fulfillments: order.fulfilments.map((one) => this.fulfilment(one)),
      line_items: order.lines.map((line) => this.line(line)),
      payment_terms: null,
      refunds: order.refunds.map((refund) => this.refund(refund)),
      ...(shipping ? { shipping_address: addressBody(shipping) } : {}),
      shipping_lines: this.shippingLines(),
    }
  }

  private amounts(): Record<string, unknown> {
    const now = figuresOf(this.order)
    const amounts: Record<string, Amount> = {
      current_subtotal_price: now.currentSubtotal,
      current_total_discounts: now.currentDiscount,
      current_total_price: now.currentTotal,
      current_total_tax: now.currentTax,
      subtotal_price: now.subtotal,
      total_discounts: now.discount,
      total_line_items_price: now.items,
      total_price: now.total,
      total_tax: now.tax,
    }
    const both = Object.entries(amounts).map(([name, amount]) => ({
      [name]: this.text(amount),
      [`${name}_set`]: this.set(amount),
    }))
    return {
      ...(Object.assign({}, ...both) as object),
      current_total_additional_fees_set: null,
      current_total_duties_set: null,
      original_total_additional_fees_set: null,
      original_total_duties_set: null,
      total_outstanding: this.text(now.outstanding),
      total_shipping_price_set: this.set(this.order.shippingPrice),
      total_tip_received: '0.00',
    }
  }

  private facts(): Record<string, unknown> {
    const { order } = this
    const { updatedAt, createdAt } = order
    const saved = plus(...order.lines.map(({ discount }) => discount))
    const code = order.discountCode
    return {
      customer_locale: order.language,
      device_id: null,
      discount_codes: code === null ? [] : [{ code, amount: this.text(saved), type: 'percentage' }],
      email: order.email,
      estimated_taxes: false,
      financial_status: paymentOf(order),
      fulfillment_status: deliveryOf(order),
      landing_site: null,
      landing_site_ref: null,
      location_id: null,
      merchant_of_record_app_id: null,
      ...this.names(),
      note: order.note,
      note_attributes: [],
      payment_gateway_names: ['bogus'],
      phone: order.phone,
      po_number: null,
      presentment_currency: order.buyerCurrency,
      processed_at: local(createdAt),
      reference: null,
      referring_site: null,
      source_identifier: null,
      source_name: order.source,
      source_url: null,
      tags: order.tags.join(', '),
      tax_exempt: false,
      tax_lines: [this.taxLine(figuresOf(order).tax)],
      taxes_included: false,
      test: order.test,
      total_weight: 0,
      updated_at: local(updatedAt),
      user_id: null,
    }
  }

  private names(): Record<string, unknown> {
    const { number, n } = this.order
    return {
      name: `#${number}`,
      number: number - 1_000,
      order_number: number,
      order_status_url: `https://shop.example/orders/${idOf('Order', n)}`,
      token: `token${number}`,
    }
  }

  private discountApplications(): object[] {
    const code = this.order.discountCode
    if (code === null) return []
    const what = { target_type: 'line_item', type: 'discount_code', value: '10.0', value_type: 'percentage' }
    return [{ ...what, allocation_method: 'across', target_selection: 'entitled', code }]
  }

  private shippingLines(): object[] {
    const { shippingTitle: title, shippingPrice, n } = this.order
    if (title === null) return []
    const price = this.text(shippingPrice)
    const price_set = this.set(shippingPrice)
    return [
      {
        id: partId('ShippingLine', n, 0),
        carrier_identifier: null,
        code: title,
        discounted_price: price,
        discounted_price_set: price_set,
        is_removed: false,
        phone: null,
        price,
        price_set,
        requested_fulfillment_service_id: null,
        source: 'shopify',
        title,
        tax_lines: [],
        discount_allocations: [],
      },
    ]
  }
}
