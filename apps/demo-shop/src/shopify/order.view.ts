// An order, its lines, refunds, fulfilments and transactions as the Admin API answers them.
import { minus, share, times, type Amount } from '../money'
import { current, deliveryOf, figuresOf, paymentOf } from '../shop/figures'
import { open } from '../shop/after-sale'
import type { Shop } from '../shop/shop'
import type { Fulfilment, Line, Order, Refund, Transaction } from '../shop/shop.model'
import { connectAll, type Page } from './connection'
import { addressView, customerView, type Asking } from './customer.view'
import { productView, variantView } from './product.view'
import { gid, idOf, moneyBag, partId, utc } from './words'

const deliveries = { partial: 'PARTIALLY_FULFILLED', fulfilled: 'FULFILLED' }

export function orderView(shop: Shop, order: Order): object {
  const { n, customer: buyer } = order
  return {
    __typename: 'Order',
    ...facts(order),
    ...amounts(shop, order),
    currencyCode: shop.currency,
    taxLines: () => [{ title: 'Sales tax', rate: 0.08, priceSet: bag(shop, order, figuresOf(order).tax) }],
    customer: (_: unknown, asking: Asking) => {
      asking.demand('read_customers')
      const customer = buyer === null ? undefined : shop.customers.get(buyer)
      return customer ? customerView(shop, customer) : null
    },
    billingAddress: () => addressView(order.billing, partId('MailingAddress', n, 1)),
    shippingAddress: () => addressView(order.shipping, partId('MailingAddress', n, 2)),
    lineItems: (page: Page) =>
      connectAll(
        order.lines.map((line) => lineView(shop, order, line)),
        page,
      ),
    shippingLines: (page: Page) => connectAll(shippingLines(shop, order), page),
    refunds: ({ first }: Page) => cut(order.refunds, first).map((refund) => refundView(shop, order, refund)),
    transactions: ({ first }: Page) => cut(order.transactions, first).map((one) => transactionView(shop, order, one)),
    fulfillments: ({ first }: Page) => cut(order.fulfilments, first).map((one) => fulfilmentView(shop, order, one)),
  }
}

function facts(order: Order) {
  const { n, cancelledAt, closedAt, cancelReason, discountCode } = order
  return {
    id: gid('Order', idOf('Order', n)),
    legacyResourceId: idOf('Order', n).toString(),
    name: `#${order.number}`,
    number: order.number,
    confirmationNumber: `C${order.number}`,
    email: order.email || null,
    phone: order.phone,
    note: order.note,
    tags: order.tags,
    test: order.test,
    sourceName: order.source,
    customerLocale: order.language,
    statusPageUrl: `https://shop.example/orders/${idOf('Order', n)}`,
    createdAt: utc(order.createdAt),
    updatedAt: utc(order.updatedAt),
    processedAt: utc(order.createdAt),
    closedAt: closedAt === null ? null : utc(closedAt),
    cancelledAt: cancelledAt === null ? null : utc(cancelledAt),
    cancelReason: cancelReason?.toUpperCase() ?? null,
    closed: closedAt !== null,
    confirmed: true,
    edited: order.lines.some(({ removed, addedAt }) => removed > 0 || addedAt !== undefined),
    fullyPaid: () => ['paid', 'partially_refunded', 'refunded'].includes(paymentOf(order)),
    unpaid: () => paymentOf(order) === 'pending',
    presentmentCurrencyCode: order.buyerCurrency,
    taxesIncluded: false,
    discountCode,
    discountCodes: discountCode === null ? [] : [discountCode],
    displayFinancialStatus: () => paymentOf(order).toUpperCase(),
    displayFulfillmentStatus: () => fulfilmentStatus(order),
    paymentGatewayNames: ['bogus'],
    customAttributes: [],
  }
}

function fulfilmentStatus(order: Order): string {
  const delivery = deliveryOf(order)
  return delivery === null ? 'UNFULFILLED' : deliveries[delivery]
}

/** Each amount is worked out when it is asked for. */
function amounts(shop: Shop, order: Order) {
  const of = (amount: (figures: ReturnType<typeof figuresOf>) => Amount) => () =>
    bag(shop, order, amount(figuresOf(order)))
  return {
    subtotalPriceSet: of(({ subtotal }) => subtotal),
    totalPriceSet: of(({ total }) => total),
    originalTotalPriceSet: of(({ total }) => total),
    totalTaxSet: of(({ tax }) => tax),
    totalDiscountsSet: of(({ discount }) => discount),
    totalShippingPriceSet: of(() => order.shippingPrice),
    totalRefundedSet: of(({ refunded }) => refunded),
    totalReceivedSet: of(({ received }) => received),
    totalOutstandingSet: of(({ outstanding }) => outstanding),
    netPaymentSet: of(({ received, refunded }) => minus(received, refunded)),
    currentSubtotalPriceSet: of(({ currentSubtotal }) => currentSubtotal),
    currentTotalPriceSet: of(({ currentTotal }) => currentTotal),
    currentTotalTaxSet: of(({ currentTax }) => currentTax),
    currentTotalDiscountsSet: of(({ currentDiscount }) => currentDiscount),
  }
}

function lineView(shop: Shop, order: Order, line: Line) {
  const whole = times(line.unit, line.quantity)
  const net = minus(whole, line.discount)
  const set = (amount: Amount) => () => bag(shop, order, amount)
  return {
    __typename: 'LineItem',
    id: gid('LineItem', partId('LineItem', order.n, line.n)),
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    title: line.title,
    variantTitle: line.variantTitle,
    sku: line.sku || null,
    vendor: line.brand,
    quantity: line.quantity,
    currentQuantity: current(line),
    refundableQuantity: current(line),
    unfulfilledQuantity: open(line),
    requiresShipping: line.product !== null,
    isGiftCard: false,
    taxable: true,
    originalUnitPriceSet: set(line.unit),
    originalTotalSet: set(whole),
    discountedUnitPriceSet: set(share(net, 1, line.quantity)),
    discountedTotalSet: set(net),
    totalDiscountSet: set(line.discount),
    taxLines: () => [{ title: 'Sales tax', rate: 0.08, priceSet: bag(shop, order, line.tax) }],
    product: (_: unknown, asking: Asking) => {
      asking.demand('read_products')
      const product = line.product === null ? undefined : shop.products.get(line.product)
      return product ? productView(shop, product) : null
    },
    variant: (_: unknown, asking: Asking) => {
      asking.demand('read_products')
      const found = line.variant === null ? undefined : shop.variant(line.variant)
      return found ? variantView(shop, found.product, found.variant) : null
    },
    customAttributes: [],
  }
}

function shippingLines(shop: Shop, order: Order) {
  if (order.shippingTitle === null) return []
  const price = () => bag(shop, order, order.shippingPrice)
  const id = gid('ShippingLine', partId('ShippingLine', order.n, 0))
  const names = { title: order.shippingTitle, code: order.shippingTitle, source: 'shopify' }
  return [{ __typename: 'ShippingLine', id, ...names, originalPriceSet: price, discountedPriceSet: price }]
}

export function refundView(shop: Shop, order: Order, refund: Refund): object {
  const id = partId('Refund', order.n, refund.n)
  return {
    __typename: 'Refund',
    id: gid('Refund', id),
    legacyResourceId: id.toString(),
    createdAt: utc(refund.createdAt),
    updatedAt: utc(refund.createdAt),
    note: refund.note,
    totalRefundedSet: () => bag(shop, order, refund.amount),
    order: () => orderView(shop, order),
    refundLineItems: (page: Page) =>
      connectAll(
        refund.lines.map((part) => ({
          __typename: 'RefundLineItem',
          lineItem: () => lineView(shop, order, order.lines[part.line]!),
          quantity: part.quantity,
          restockType: part.restock ? 'RETURN' : 'NO_RESTOCK',
          restocked: part.restock,
          priceSet: () => bag(shop, order, order.lines[part.line]!.unit),
          subtotalSet: () => bag(shop, order, part.subtotal),
          totalTaxSet: () => bag(shop, order, part.tax),
        })),
        page,
      ),
    transactions: (page: Page) =>
      connectAll(
        order.transactions.filter((one) => one.refund === refund.n).map((one) => transactionView(shop, order, one)),
        page,
      ),
  }
}

export function transactionView(shop: Shop, order: Order, one: Transaction): object {
  const parent = order.transactions.find(({ kind }) => kind === 'sale')
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', partId('OrderTransaction', order.n, one.n)),
    kind: one.kind.toUpperCase(),
    status: one.status.toUpperCase(),
    gateway: one.gateway,
    test: order.test,
    createdAt: utc(one.createdAt),
    processedAt: utc(one.createdAt),
    amountSet: () => bag(shop, order, one.amount),
    parentTransaction: () => (one.kind === 'refund' && parent ? transactionView(shop, order, parent) : null),
  }
}

export function fulfilmentView(shop: Shop, order: Order, one: Fulfilment) {
  const id = partId('Fulfillment', order.n, one.n)
  const { company, trackingNumber: number, trackingUrl: url, shipmentStatus } = one
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', id),
    legacyResourceId: id.toString(),
    name: `#${order.number}.${one.n + 1}`,
    status: 'SUCCESS',
    displayStatus: shipmentStatus?.toUpperCase() ?? 'FULFILLED',
    createdAt: utc(one.createdAt),
    updatedAt: utc(one.updatedAt),
    deliveredAt: shipmentStatus === 'delivered' ? utc(one.updatedAt) : null,
    trackingInfo: number === null ? [] : [{ company, number, url }],
    totalQuantity: one.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    fulfillmentLineItems: (page: Page) =>
      connectAll(
        one.lines.map(({ line, quantity }) => ({
          __typename: 'FulfillmentLineItem',
          id: gid('FulfillmentLineItem', partId('FulfillmentLineItem', order.n, one.n * 10 + line)),
          quantity,
          lineItem: () => lineView(shop, order, order.lines[line]!),
        })),
        page,
      ),
  }
}

/** What has an id of its own inside an order. */
export function partView(shop: Shop, order: Order, kind: 'Refund' | 'Fulfillment', n: number): object | null {
  const [refund, fulfilment] = [order.refunds[n], order.fulfilments[n]]
  if (kind === 'Refund') return refund ? refundView(shop, order, refund) : null
  return fulfilment ? fulfilmentView(shop, order, fulfilment) : null
}

function bag(shop: Shop, order: Order, amount: Amount) {
  return moneyBag(amount, shop.currency, order.buyerCurrency)
}

function cut<Item>(items: readonly Item[], first: number | null | undefined): readonly Item[] {
  return first == null ? items : items.slice(0, first)
}
