// The bodies of what belongs to an order: its lines, refunds, transactions and fulfilments.
import { decimal, minus, nothing, plus, type Amount } from '../money'
import { current } from '../shop/figures'
import { open } from '../shop/after-sale'
import type { Fulfilment, Line, Order, Refund, Transaction } from '../shop/shop.model'
import { addressBody } from './payload.address'
import { gid, idOf, local, partId } from './words'

const card = {
  credit_card_bin: null,
  avs_result_code: null,
  cvv_result_code: null,
  credit_card_number: '•••• •••• •••• 4242',
  credit_card_company: 'Visa',
  buyer_action_info: null,
  credit_card_name: null,
  credit_card_wallet: null,
  credit_card_expiration_month: null,
  credit_card_expiration_year: null,
  payment_method_name: 'visa',
}

export class PartBodies {
  constructor(
    protected readonly shopCurrency: string,
    protected readonly order: Order,
  ) {}

  refund(refund: Refund): Record<string, unknown> {
    const { order } = this
    const id = partId('Refund', order.n, refund.n)
    const known = plus(refund.shipping, ...refund.lines.flatMap(({ subtotal, tax }) => [subtotal, tax]))
    const beyond = minus(refund.amount, known)
    return {
      id,
      order_id: idOf('Order', order.n),
      created_at: local(refund.createdAt),
      note: refund.note,
      user_id: null,
      processed_at: local(refund.createdAt),
      restock: refund.lines.some(({ restock }) => restock),
      duties: [],
      total_duties_set: this.set(nothing),
      return: null,
      refund_shipping_lines: [],
      admin_graphql_api_id: gid('Refund', id),
      order_adjustments: [
        ...this.adjustment(refund, 'shipping_refund', refund.shipping),
        ...this.adjustment(refund, 'refund_discrepancy', beyond),
      ],
      refund_line_items: refund.lines.map((part) => ({
        id: partId('RefundLineItem', order.n, refund.n * 10 + part.line),
        quantity: part.quantity,
        line_item_id: partId('LineItem', order.n, part.line),
        location_id: null,
        restock_type: part.restock ? 'return' : 'no_restock',
        subtotal: Number(this.text(part.subtotal)),
        total_tax: Number(this.text(part.tax)),
        subtotal_set: this.set(part.subtotal),
        total_tax_set: this.set(part.tax),
        line_item: this.shortLine(order.lines[part.line]!),
      })),
      transactions: order.transactions.filter((one) => one.refund === refund.n).map((one) => this.transaction(one)),
    }
  }

  transaction(one: Transaction): Record<string, unknown> {
    const { order } = this
    const id = partId('OrderTransaction', order.n, one.n)
    return {
      id,
      order_id: idOf('Order', order.n),
      kind: one.kind,
      gateway: one.gateway,
      status: one.status,
      message: null,
      created_at: local(one.createdAt),
      test: order.test,
      authorization: null,
      location_id: null,
      user_id: null,
      parent_id: one.kind === 'refund' ? partId('OrderTransaction', order.n, 0) : null,
      processed_at: local(one.createdAt),
      device_id: null,
      error_code: null,
      source_name: order.source,
      payment_details: card,
      receipt: {},
      amount: decimal(one.amount.buyer, order.buyerCurrency),
      currency: order.buyerCurrency,
      payment_id: `#${order.number}.${one.n + 1}`,
      total_unsettled_set: {
        presentment_money: { amount: '0.0', currency: order.buyerCurrency },
        shop_money: { amount: '0.0', currency: this.shopCurrency },
      },
      manual_payment_gateway: false,
      admin_graphql_api_id: gid('OrderTransaction', id),
    }
  }

  fulfilment(one: Fulfilment): Record<string, unknown> {
    const { order } = this
    const id = partId('Fulfillment', order.n, one.n)
    const { trackingNumber, trackingUrl } = one
    return {
      id,
      order_id: idOf('Order', order.n),
      status: 'success',
      created_at: local(one.createdAt),
      service: 'manual',
      updated_at: local(one.updatedAt),
      tracking_company: one.company,
      shipment_status: one.shipmentStatus,
      location_id: null,
      origin_address: null,
      email: order.email,
      destination: order.shipping && addressBody(order.shipping),
      line_items: one.lines.map(({ line, quantity }) => ({ ...this.shortLine(order.lines[line]!), quantity })),
      tracking_number: trackingNumber,
      tracking_numbers: trackingNumber === null ? [] : [trackingNumber],
      tracking_url: trackingUrl,
      tracking_urls: trackingUrl === null ? [] : [trackingUrl],
      receipt: {},
      name: `#${order.number}.${one.n + 1}`,
      admin_graphql_api_id: gid('Fulfillment', id),
    }
  }

  protected line(line: Line): Record<string, unknown> {
    return { ...this.shortLine(line), attributed_staffs: [], current_quantity: current(line) }
  }

  /** A line as refunds and fulfilments carry it. */
  private shortLine(line: Line): Record<string, unknown> {
    const id = partId('LineItem', this.order.n, line.n)
    const shipped = line.shipped > 0 ? (open(line) > 0 ? 'partial' : 'fulfilled') : null
    return {
      id,
      admin_graphql_api_id: gid('LineItem', id),
      fulfillable_quantity: open(line),
      fulfillment_service: 'manual',
      fulfillment_status: shipped,
      gift_card: false,
      grams: 0,
      name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
      price: this.text(line.unit),
      price_set: this.set(line.unit),
      product_exists: line.product !== null,
      product_id: line.product === null ? null : idOf('Product', line.product),
      properties: [],
      quantity: line.quantity,
      requires_shipping: line.product !== null,
      sku: line.sku || null,
      taxable: true,
      title: line.title,
      total_discount: '0.00',
      total_discount_set: this.set(nothing),
      variant_id: line.variant === null ? null : idOf('ProductVariant', line.variant),
      variant_inventory_management: 'shopify',
      variant_title: line.variantTitle,
      vendor: line.brand,
      tax_lines: [this.taxLine(line.tax)],
      duties: [],
      discount_allocations: this.allocations(line),
    }
  }

  private allocations(line: Line): object[] {
    const { discount } = line
    if (discount.shop === 0n) return []
    return [{ amount: this.text(discount), amount_set: this.set(discount), discount_application_index: 0 }]
  }

  private adjustment(refund: Refund, kind: string, amount: Amount): object[] {
    if (amount.shop === 0n) return []
    const negative = minus(nothing, amount)
    return [
      {
        id: partId('RefundLineItem', this.order.n, refund.n * 10 + (kind === 'shipping_refund' ? 8 : 9)),
        order_id: idOf('Order', this.order.n),
        refund_id: partId('Refund', this.order.n, refund.n),
        amount: this.text(negative),
        tax_amount: '0.00',
        kind,
        reason: kind === 'shipping_refund' ? 'Shipping refund' : 'Refund discrepancy',
        amount_set: this.set(negative),
        tax_amount_set: this.set(nothing),
      },
    ]
  }

  protected taxLine(amount: Amount): object {
    const price = this.text(amount)
    return { channel_liable: false, price, price_set: this.set(amount), rate: 0.08, title: 'Sales tax' }
  }

  protected text(amount: Amount): string {
    return decimal(amount.shop, this.shopCurrency)
  }

  protected set(amount: Amount): object {
    const { buyerCurrency } = this.order
    return {
      shop_money: { amount: this.text(amount), currency_code: this.shopCurrency },
      presentment_money: { amount: decimal(amount.buyer, buyerCurrency), currency_code: buyerCurrency },
    }
  }
}
