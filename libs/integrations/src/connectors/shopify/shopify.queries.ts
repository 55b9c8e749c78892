// Questions to the Admin API. One may cost 1000 points at most, reckoned by what its lists might hold: so lists ask for
// as much as orders usually have, and what is longer is read on by itself. Inside a bulk operation lists have no bounds,
// but connections inside them are not answered: a refund's and a fulfilment's own lists are asked for apart, always.
import type { ObjectType } from '../source'

const address = '{ name firstName lastName company address1 address2 city province zip countryCodeV2 phone }'
const shopMoney = '{ shopMoney { amount } }'
const bothMoney = '{ shopMoney { amount } presentmentMoney { amount currencyCode } }'
const customer = `id firstName lastName locale updatedAt defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber } amountSpent { currencyCode } defaultAddress ${address}`
const line = `id name title variantTitle sku quantity originalUnitPriceSet ${shopMoney} product { id }`
const shippingLine = `title originalPriceSet ${bothMoney}`
const parcel = `id status displayStatus createdAt updatedAt deliveredAt totalQuantity
  trackingInfo(first: 1) { company number url }`
const page = 'pageInfo { hasNextPage endCursor }'
const variant = `id title sku barcode price compareAtPrice inventoryQuantity selectedOptions { name value }
  inventoryItem { tracked unitCost { amount currencyCode } }`
const media = '... on MediaImage { id image { url altText } }'
const product = `id updatedAt title descriptionHtml vendor productType status tags onlineStoreUrl
  category { name fullName } options(first: 3) { name }`

/** How many refunds and fulfilments of an order are asked for at first; as many may not be all. */
export const usualParts = 10

const order = (
  bounds: string,
): string => `id name number note email customerLocale tags test sourceName currencyCode presentmentCurrencyCode
  createdAt updatedAt processedAt cancelledAt displayFinancialStatus displayFulfillmentStatus paymentGatewayNames
  totalPriceSet ${bothMoney} totalTaxSet ${bothMoney} totalDiscountsSet ${bothMoney}
  customer { ${customer} } shippingAddress ${address} billingAddress ${address}
  refunds${bounds} { id } fulfillments${bounds} { ${parcel} }`

const whole: Readonly<Record<ObjectType, string>> = {
  order: `${order(`(first: ${usualParts})`)} lineItems(first: 10) { nodes { ${line} } ${page} }
    shippingLines(first: 5) { nodes { ${shippingLine} } }`,
  customer,
  product: `${product} media(first: 5) { nodes { ${media} } ${page} } variants(first: 15) { nodes { ${variant} } ${page} }`,
}
const inBulk: Readonly<Record<ObjectType, string>> = {
  order: `${order('')} lineItems { edges { node { ${line} } } } shippingLines { edges { node { id ${shippingLine} } } }`,
  customer,
  product: `${product} media { edges { node { ${media} } } } variants { edges { node { ${variant} } } }`,
}
const pageSizes: Readonly<Record<ObjectType, number>> = { order: 8, customer: 100, product: 7 }
const mostVersions = 250

const listed = (type: ObjectType, size: number, fields: string): string => `
  query ($filter: String!, $after: String, $isFirst: Boolean!) {
    found: ${type}s(first: ${size}, after: $after, query: $filter, sortKey: UPDATED_AT) { nodes { ${fields} } ${page} }
    count: ${type}sCount(query: $filter, limit: null) @include(if: $isFirst) { count }
  }`

/** `more` are fields that not every app may read. */
export const pageOf = (type: ObjectType, more = ''): string => listed(type, pageSizes[type], `${whole[type]} ${more}`)
export const versionsOf = (type: ObjectType): string => listed(type, mostVersions, 'id updatedAt')
export const oneOf = (type: ObjectType, more = ''): string =>
  `query ($id: ID!) { found: ${type}(id: $id) { ${whole[type]} ${more} } }`

/** Bulk operations take no variables; `filter` holds no quotes of its own but single ones. */
export const bulkOf = (type: ObjectType, filter: string, more = ''): string =>
  `{ ${type}s(query: "${filter}", sortKey: UPDATED_AT) { edges { node { ${inBulk[type]} ${more} } } } }`

/** All refunds and fulfilments of an order that has many. */
export const partsOfOrder = `query ($id: ID!) {
  found: order(id: $id) { refunds(first: 250) { id } fulfillments(first: 200) { ${parcel} } } }`

/** Lists that hang on something; the first pages of several at once, and any later page of one. */
export const hanging = {
  lineItems: { of: 'Order', fields: line },
  refundLineItems: { of: 'Refund', fields: `quantity subtotalSet ${shopMoney} lineItem { id }` },
  fulfillmentLineItems: { of: 'Fulfillment', fields: 'quantity lineItem { id }' },
  variants: { of: 'Product', fields: variant },
  media: { of: 'Product', fields: media },
} as const
export type Hanging = keyof typeof hanging

export const restOf = (list: Hanging): string => `query ($id: ID!, $after: String) {
  found: node(id: $id) { ... on ${hanging[list].of} {
    ${list}(first: 150, after: $after) { nodes { ${hanging[list].fields} } ${page} } } } }`

export const refundsAtOnce = 8
export const refundsOf = `query ($ids: [ID!]!) { found: nodes(ids: $ids) { ... on Refund { id createdAt note
  transactions(first: 10) { nodes { kind status amountSet ${bothMoney} } }
  refundLineItems(first: 20) { nodes { ${hanging.refundLineItems.fields} } ${page} } } } }`

export const parcelsAtOnce = 20
export const parcelsOf = `query ($ids: [ID!]!) { found: nodes(ids: $ids) { ... on Fulfillment { id
  fulfillmentLineItems(first: 20) { nodes { ${hanging.fulfillmentLineItems.fields} } ${page} } } } }`
