// What the Admin API answers, brought into the form of the webhooks (the REST resource), whose rules then hold for both.
// Ids are the digits of the global ones; amounts are taken in the shop's money; words are the same but for their size.
import { z } from 'zod'
import { currency, decimal, instant, text, whole } from '../fields'
import { readValueAs } from '../signed-body'
import type { MoneySet } from './shopify.money'
import type { Order } from './shopify.order'

const globalId = z.string().regex(/^gid:\/\/shopify\/\w+\/\d{1,30}(\?|$)/, 'is no global id')
const digits = globalId.transform((gid) => /\/(\d+)(\?|$)/.exec(gid)?.[1] ?? '')
const money = z.object({ amount: decimal })
const bag = z
  .object({ shopMoney: money })
  .nullish()
  .transform((set) => set?.shopMoney.amount ?? null)
const presentment = z.object({ amount: decimal, currencyCode: z.string() })
/** In the buyer's currency besides. */
const both = z.object({ shopMoney: money, presentmentMoney: presentment.nullish() })
type Both = z.output<typeof both> | null | undefined
const small = z
  .string()
  .nullish()
  .transform((word) => word?.toLowerCase() ?? null)
const only = <Schema extends z.ZodType>(schema: Schema) => z.object({ nodes: z.array(schema) })
const thing = z.object({ id: digits }).nullish()

const address = z
  .object({
    ...{ name: text, firstName: text, lastName: text, company: text, address1: text, address2: text },
    ...{ city: text, province: text, zip: text, countryCodeV2: text, phone: text },
  })
  .nullish()
  .transform(
    (read) =>
      read && {
        ...read,
        first_name: read.firstName,
        last_name: read.lastName,
        country_code: read.countryCodeV2,
      },
  )

const buyer = z
  .object({
    id: digits,
    firstName: text,
    lastName: text,
    locale: text,
    updatedAt: instant,
    defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
    defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
    amountSpent: z.object({ currencyCode: text }).nullish(),
    defaultAddress: address,
  })
  .transform((read) => ({
    id: read.id,
    email: read.defaultEmailAddress?.emailAddress ?? null,
    phone: read.defaultPhoneNumber?.phoneNumber ?? null,
    first_name: read.firstName,
    last_name: read.lastName,
    currency: read.amountSpent?.currencyCode ?? null,
    locale: read.locale,
    updated_at: read.updatedAt,
    default_address: read.defaultAddress,
  }))

const line = z
  .object({
    ...{
      id: globalId,
      name: text,
      title: text,
      variantTitle: text,
      sku: text,
      quantity: whole.pipe(z.number().min(0)),
    },
    ...{ originalUnitPriceSet: bag, product: thing },
  })
  .transform((read) => ({
    gid: read.id,
    id: read.id.slice(read.id.lastIndexOf('/') + 1),
    product_id: read.product?.id ?? null,
    sku: read.sku,
    title: read.title,
    name: read.name,
    variant_title: read.variantTitle,
    quantity: read.quantity,
    price: read.originalUnitPriceSet ?? '0',
  }))
type Line = z.output<typeof line>
const shippingLine = z.object({ title: text, originalPriceSet: both.nullish() }).transform((read) => ({
  title: read.title,
  price: read.originalPriceSet?.shopMoney.amount ?? '0',
  set: read.originalPriceSet,
}))

const parcel = z.object({
  ...{ id: globalId, status: small, displayStatus: small, totalQuantity: whole },
  ...{ createdAt: instant, updatedAt: instant.nullish(), deliveredAt: instant.nullish() },
  trackingInfo: z.array(z.object({ company: text, number: text, url: text })).nullish(),
})

/** All that a list, and a bulk operation, can tell of an order: no connections inside lists. */
export const orderNode = z.object({
  ...{ id: digits, name: text, number: z.string().nullish(), note: text, email: text, customerLocale: text },
  tags: z.array(z.string()).nullish(),
  ...{
    test: z.boolean().nullish(),
    sourceName: text,
    currencyCode: currency,
    presentmentCurrencyCode: currency.nullish(),
  },
  ...{ createdAt: instant, updatedAt: instant, processedAt: instant.nullish(), cancelledAt: instant.nullish() },
  ...{ displayFinancialStatus: small, displayFulfillmentStatus: small },
  paymentGatewayNames: z.array(z.string().max(100)).nullish(),
  ...{ totalPriceSet: both, totalTaxSet: both.nullish(), totalDiscountsSet: both.nullish() },
  ...{ customer: buyer.nullish(), shippingAddress: address, billingAddress: address },
  refunds: z.array(z.object({ id: globalId })).nullish(),
  fulfillments: z.array(parcel).nullish(),
})
export type OrderNode = z.output<typeof orderNode>
export const orderLines = z.array(line).min(1).max(1000)
export const orderShippingLines = z.array(shippingLine)
export type OrderLine = Line
export type OrderShippingLine = z.output<typeof shippingLine>

/** What is asked for apart: a refund's and a fulfilment's own lists. What is wrong there is its order's affair alone. */
export const refundNode = z.object({
  id: globalId,
  createdAt: z.string().nullish(),
  note: text,
  transactions: only(z.object({ kind: small, status: small, amountSet: both.nullish() })),
  refundLineItems: only(z.object({ quantity: z.string(), subtotalSet: bag, lineItem: z.object({ id: globalId }) })),
})
export const fulfilmentNode = z.object({
  id: globalId,
  fulfillmentLineItems: only(z.object({ quantity: z.string().nullish(), lineItem: z.object({ id: globalId }) })),
})
export type RefundNode = z.output<typeof refundNode>
export type FulfilmentNode = z.output<typeof fulfilmentNode>

export interface OrderParts {
  readonly node: OrderNode
  readonly lines: readonly OrderLine[]
  readonly shippingLines: readonly OrderShippingLine[]
  /** By global id, of those that were asked for. */
  readonly refunds: ReadonlyMap<string, RefundNode>
  readonly fulfilments: ReadonlyMap<string, FulfilmentNode>
}

const fulfilled: Readonly<Record<string, string>> = {
  fulfilled: 'fulfilled',
  partially_fulfilled: 'partial',
  restocked: 'restocked',
}

/** The order as a webhook's would have been read: what was read once is not read again. */
export function orderResource(parts: OrderParts): Order {
  const { node, lines, shippingLines } = parts
  return {
    id: node.id,
    name: node.name,
    order_number: node.number,
    currency: node.currencyCode,
    total_price: node.totalPriceSet.shopMoney.amount,
    total_tax: node.totalTaxSet?.shopMoney.amount,
    total_discounts: node.totalDiscountsSet?.shopMoney.amount,
    presentment_currency: node.presentmentCurrencyCode,
    total_price_set: foreign(node, node.totalPriceSet),
    total_tax_set: foreign(node, node.totalTaxSet),
    total_discounts_set: foreign(node, node.totalDiscountsSet),
    shipping_lines: shippingLines.map(({ title, price, set }) => ({ title, price, price_set: foreign(node, set) })),
    financial_status: node.displayFinancialStatus,
    fulfillment_status: fulfilled[node.displayFulfillmentStatus ?? ''] ?? null,
    cancelled_at: node.cancelledAt,
    created_at: node.createdAt,
    processed_at: node.processedAt,
    updated_at: node.updatedAt,
    test: node.test,
    source_name: node.sourceName,
    payment_gateway_names: node.paymentGatewayNames,
    note: node.note,
    tags: node.tags?.join(', '),
    email: node.email,
    customer_locale: node.customerLocale,
    customer: node.customer,
    shipping_address: node.shippingAddress,
    billing_address: node.billingAddress,
    line_items: [...lines],
    refunds: (node.refunds ?? []).flatMap(({ id }) => refundResource(parts, id)),
    fulfillments: (node.fulfillments ?? []).map((one) => fulfilmentResource(parts, one)),
  }
}

/** Where the buyer pays in the shop's currency, nothing is told twice. */
function foreign({ currencyCode, presentmentCurrencyCode }: OrderNode, set: Both): MoneySet {
  if (!set?.presentmentMoney || presentmentCurrencyCode === currencyCode) return null
  const { amount, currencyCode: currency_code } = set.presentmentMoney
  return {
    shop_money: { amount: set.shopMoney.amount, currency_code: currencyCode },
    presentment_money: { amount, currency_code },
  }
}

function refundResource({ node, lines, refunds }: OrderParts, gid: string) {
  const read = refunds.get(gid)
  if (!read) return []
  const currency = node.currencyCode
  return [
    {
      id: gid.slice(gid.lastIndexOf('/') + 1),
      created_at: readValueAs(instant, read.createdAt ?? node.updatedAt),
      note: read.note,
      transactions: read.transactions.nodes.map(({ kind, status, amountSet: set }) => {
        return { kind, status, currency, amount: set?.shopMoney.amount, amount_set: foreign(node, set) }
      }),
      refund_line_items: read.refundLineItems.nodes.map(({ quantity, subtotalSet, lineItem }) => ({
        quantity: readValueAs(whole, quantity),
        subtotal: subtotalSet,
        line_item: lines.find((one) => one.gid === lineItem.id) ?? null,
      })),
    },
  ]
}

type Parcel = z.output<typeof parcel>

function fulfilmentResource({ lines, fulfilments }: OrderParts, read: Parcel) {
  const tracking = read.trackingInfo?.[0]
  const told = fulfilments.get(read.id)?.fulfillmentLineItems.nodes
  const pieces = told?.flatMap(({ quantity, lineItem }) => {
    const found = lines.find((one) => one.gid === lineItem.id)
    return found ? [{ ...found, quantity: readValueAs(whole, quantity ?? '0') }] : []
  })
  return {
    id: read.id.slice(read.id.lastIndexOf('/') + 1),
    status: read.status,
    shipment_status: read.displayStatus,
    created_at: read.createdAt,
    updated_at: read.updatedAt,
    delivered_at: read.deliveredAt,
    tracking_company: tracking?.company ?? null,
    tracking_number: tracking?.number ?? null,
    tracking_url: tracking?.url ?? null,
    line_items: pieces ?? [...lines],
  }
}

/** Parcels whose contents the order's own lines don't tell: all but the one that holds everything. */
export function untoldParcels({ fulfillments }: OrderNode, lines: readonly OrderLine[]): string[] {
  const all = fulfillments ?? []
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  if (all.length === 1 && all[0]?.totalQuantity === pieces) return []
  return all.map(({ id }) => id)
}

export const customerNode = buyer
