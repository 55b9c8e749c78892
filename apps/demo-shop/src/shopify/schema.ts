// The part of the Admin API's schema that exists here, by the platform's own names.
import { buildSchema } from 'graphql'

/** What an app may subscribe to. The compliance topics are not among them: they stand in the app's configuration. */
export const topics = [
  'app/uninstalled',
  'bulk_operations/finish',
  'customers/create',
  'customers/delete',
  'customers/update',
  'fulfillments/create',
  'fulfillments/update',
  'order_transactions/create',
  'orders/cancelled',
  'orders/create',
  'orders/delete',
  'orders/edited',
  'orders/fulfilled',
  'orders/paid',
  'orders/partially_fulfilled',
  'orders/updated',
  'products/create',
  'products/delete',
  'products/update',
  'refunds/create',
  'shop/update',
] as const
export type Topic = (typeof topics)[number]

export function topicName(topic: string): string {
  return topic.replace('/', '_').toUpperCase()
}

const list = '(first: Int, after: String, last: Int, before: String, reverse: Boolean = false'

export const schema = buildSchema(`
  scalar DateTime
  scalar Decimal
  scalar HTML
  scalar Money
  scalar URL
  scalar UnsignedInt64
  enum WebhookSubscriptionTopic { ${topics.map(topicName).join(' ')} }
  enum WebhookSubscriptionFormat { JSON XML }
  enum OrderSortKeys { CREATED_AT ID ORDER_NUMBER PROCESSED_AT UPDATED_AT }
  enum CustomerSortKeys { CREATED_AT ID UPDATED_AT }
  enum ProductSortKeys { CREATED_AT ID UPDATED_AT }
  enum ProductVariantSortKeys { ID SKU }
  enum BulkOperationStatus { CANCELED CANCELING COMPLETED CREATED EXPIRED FAILED RUNNING }
  enum BulkOperationErrorCode { ACCESS_DENIED INTERNAL_SERVER_ERROR TIMEOUT }
  enum BulkOperationType { MUTATION QUERY }
  enum BulkOperationUserErrorCode { INVALID OPERATION_IN_PROGRESS LIMIT_REACHED }
  enum OrderDisplayFinancialStatus { AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED }
  enum OrderDisplayFulfillmentStatus { FULFILLED IN_PROGRESS ON_HOLD OPEN PARTIALLY_FULFILLED RESTOCKED UNFULFILLED }
  enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY OTHER STAFF }
  enum OrderTransactionKind { AUTHORIZATION CAPTURE CHANGE REFUND SALE VOID }
  enum OrderTransactionStatus { AWAITING_RESPONSE ERROR FAILURE PENDING SUCCESS UNKNOWN }
  enum FulfillmentStatus { CANCELLED ERROR FAILURE SUCCESS }
  enum FulfillmentDisplayStatus { CONFIRMED DELIVERED FULFILLED IN_TRANSIT OUT_FOR_DELIVERY }
  enum RefundLineItemRestockType { CANCEL NO_RESTOCK RETURN }
  enum ProductStatus { ACTIVE ARCHIVED DRAFT }
  enum CustomerState { DECLINED DISABLED ENABLED INVITED }
  enum CustomerEmailMarketingState { NOT_SUBSCRIBED PENDING SUBSCRIBED UNSUBSCRIBED }
  enum CustomerMarketingOptInLevel { CONFIRMED_OPT_IN SINGLE_OPT_IN UNKNOWN }
  enum CountPrecision { AT_LEAST EXACT }

  interface Node { id: ID! }
  interface Media { alt: String }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type MoneyV2 { amount: Decimal! currencyCode: String! }
  type MoneyBag { shopMoney: MoneyV2! presentmentMoney: MoneyV2! }
  type Count { count: Int! precision: CountPrecision! }
  type UserError { field: [String!] message: String! }
  type AccessScope { handle: String! description: String! }
  type AppInstallation implements Node { id: ID! accessScopes: [AccessScope!]! }
  type ShopPlan { displayName: String! partnerDevelopment: Boolean! shopifyPlus: Boolean! publicDisplayName: String! }
  type Domain { host: String! url: URL! }

  type Shop implements Node {
    id: ID! name: String! email: String! contactEmail: String! myshopifyDomain: String! currencyCode: String!
    ianaTimezone: String! timezoneOffset: String! plan: ShopPlan! primaryDomain: Domain! url: URL! taxesIncluded: Boolean!
    enabledPresentmentCurrencies: [String!]! createdAt: DateTime!
  }
  type MailingAddress implements Node {
    id: ID! firstName: String lastName: String name: String company: String address1: String address2: String
    city: String zip: String province: String provinceCode: String country: String countryCodeV2: String phone: String
  }
  type CustomerEmailAddress { emailAddress: String! marketingState: CustomerEmailMarketingState! }
  type CustomerPhoneNumber { phoneNumber: String! }
  type CustomerEmailMarketingConsentState {
    marketingState: CustomerEmailMarketingState! marketingOptInLevel: CustomerMarketingOptInLevel consentUpdatedAt: DateTime
  }
  type Customer implements Node {
    id: ID! legacyResourceId: UnsignedInt64! firstName: String lastName: String displayName: String! email: String phone: String
    defaultEmailAddress: CustomerEmailAddress defaultPhoneNumber: CustomerPhoneNumber locale: String! note: String
    tags: [String!]! state: CustomerState! verifiedEmail: Boolean! taxExempt: Boolean! createdAt: DateTime! updatedAt: DateTime!
    numberOfOrders: UnsignedInt64! amountSpent: MoneyV2! defaultAddress: MailingAddress
    addresses(first: Int): [MailingAddress!]! emailMarketingConsent: CustomerEmailMarketingConsentState
    lastOrder: Order orders${list}): OrderConnection!
  }
  type TaxLine { title: String! rate: Float priceSet: MoneyBag! }
  type Attribute { key: String! value: String }
  type LineItem implements Node {
    id: ID! name: String! title: String! variantTitle: String sku: String vendor: String quantity: Int! currentQuantity: Int!
    refundableQuantity: Int! unfulfilledQuantity: Int! requiresShipping: Boolean! isGiftCard: Boolean! taxable: Boolean!
    originalUnitPriceSet: MoneyBag! originalTotalSet: MoneyBag! discountedUnitPriceSet: MoneyBag! discountedTotalSet: MoneyBag!
    totalDiscountSet: MoneyBag! taxLines: [TaxLine!]! product: Product variant: ProductVariant customAttributes: [Attribute!]!
  }
  type ShippingLine implements Node {
    id: ID! title: String! code: String source: String originalPriceSet: MoneyBag! discountedPriceSet: MoneyBag!
  }
  type RefundLineItem {
    lineItem: LineItem! quantity: Int! restockType: RefundLineItemRestockType! restocked: Boolean!
    priceSet: MoneyBag! subtotalSet: MoneyBag! totalTaxSet: MoneyBag!
  }
  type Refund implements Node {
    id: ID! legacyResourceId: UnsignedInt64! createdAt: DateTime updatedAt: DateTime! note: String totalRefundedSet: MoneyBag!
    refundLineItems${list}): RefundLineItemConnection! transactions${list}): OrderTransactionConnection! order: Order!
  }
  type OrderTransaction implements Node {
    id: ID! kind: OrderTransactionKind! status: OrderTransactionStatus! gateway: String test: Boolean! createdAt: DateTime!
    processedAt: DateTime amountSet: MoneyBag! parentTransaction: OrderTransaction
  }
  type FulfillmentTrackingInfo { company: String number: String url: URL }
  type FulfillmentLineItem implements Node { id: ID! quantity: Int lineItem: LineItem! }
  type Fulfillment implements Node {
    id: ID! legacyResourceId: UnsignedInt64! name: String! status: FulfillmentStatus! displayStatus: FulfillmentDisplayStatus
    createdAt: DateTime! updatedAt: DateTime! deliveredAt: DateTime trackingInfo(first: Int): [FulfillmentTrackingInfo!]!
    totalQuantity: Int! fulfillmentLineItems${list}): FulfillmentLineItemConnection!
  }
  type Order implements Node {
    id: ID! legacyResourceId: UnsignedInt64! name: String! number: Int! confirmationNumber: String email: String phone: String
    note: String tags: [String!]! test: Boolean! sourceName: String customerLocale: String statusPageUrl: URL!
    createdAt: DateTime! updatedAt: DateTime! processedAt: DateTime! closedAt: DateTime cancelledAt: DateTime
    cancelReason: OrderCancelReason closed: Boolean! confirmed: Boolean! edited: Boolean! fullyPaid: Boolean! unpaid: Boolean!
    currencyCode: String! presentmentCurrencyCode: String! taxesIncluded: Boolean! discountCode: String discountCodes: [String!]!
    displayFinancialStatus: OrderDisplayFinancialStatus displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
    paymentGatewayNames: [String!]! subtotalPriceSet: MoneyBag totalPriceSet: MoneyBag! totalTaxSet: MoneyBag
    totalDiscountsSet: MoneyBag totalShippingPriceSet: MoneyBag! totalRefundedSet: MoneyBag! totalReceivedSet: MoneyBag!
    totalOutstandingSet: MoneyBag! netPaymentSet: MoneyBag! currentSubtotalPriceSet: MoneyBag! currentTotalPriceSet: MoneyBag!
    currentTotalTaxSet: MoneyBag! currentTotalDiscountsSet: MoneyBag! originalTotalPriceSet: MoneyBag! taxLines: [TaxLine!]!
    customer: Customer billingAddress: MailingAddress shippingAddress: MailingAddress customAttributes: [Attribute!]!
    lineItems${list}): LineItemConnection! shippingLines${list}): ShippingLineConnection!
    refunds(first: Int): [Refund!]! transactions(first: Int): [OrderTransaction!]! fulfillments(first: Int): [Fulfillment!]!
  }
  type Image { id: ID url: URL! altText: String }
  type MediaImage implements Node & Media { id: ID! alt: String image: Image }
  type Translation { key: String! value: String locale: String! outdated: Boolean! }
  type ProductOption implements Node { id: ID! name: String! position: Int! values: [String!]! }
  type SelectedOption { name: String! value: String! }
  type TaxonomyCategory implements Node { id: ID! name: String! fullName: String! }
  type InventoryItem implements Node { id: ID! sku: String tracked: Boolean! unitCost: MoneyV2 }
  type Product implements Node {
    id: ID! legacyResourceId: UnsignedInt64! title: String! handle: String! description: String! descriptionHtml: HTML!
    vendor: String! productType: String! status: ProductStatus! tags: [String!]! createdAt: DateTime! updatedAt: DateTime!
    publishedAt: DateTime onlineStoreUrl: URL totalInventory: Int! tracksInventory: Boolean! category: TaxonomyCategory
    options(first: Int): [ProductOption!]! translations(locale: String!): [Translation!]! variantsCount: Count
    featuredMedia: Media media${list}): MediaConnection! variants${list}): ProductVariantConnection!
  }
  type ProductVariant implements Node {
    id: ID! legacyResourceId: UnsignedInt64! title: String! displayName: String! sku: String barcode: String position: Int!
    price: Money! compareAtPrice: Money inventoryQuantity: Int availableForSale: Boolean! taxable: Boolean!
    selectedOptions: [SelectedOption!]! createdAt: DateTime! updatedAt: DateTime! inventoryItem: InventoryItem! product: Product!
  }
  type WebhookSubscription implements Node {
    id: ID! legacyResourceId: UnsignedInt64! topic: WebhookSubscriptionTopic! uri: String! callbackUrl: URL!
    format: WebhookSubscriptionFormat! includeFields: [String!]! filter: String name: String createdAt: DateTime! updatedAt: DateTime!
  }
  type BulkOperation implements Node {
    id: ID! status: BulkOperationStatus! errorCode: BulkOperationErrorCode type: BulkOperationType! query: String!
    createdAt: DateTime! completedAt: DateTime objectCount: UnsignedInt64! rootObjectCount: UnsignedInt64!
    fileSize: UnsignedInt64 url: URL partialDataUrl: URL
  }
  type BulkOperationUserError { field: [String!] message: String! code: BulkOperationUserErrorCode }

  ${connections('Order', 'Customer', 'Product', 'ProductVariant', 'LineItem', 'ShippingLine', 'RefundLineItem')}
  ${connections('OrderTransaction', 'FulfillmentLineItem', 'Media', 'WebhookSubscription', 'BulkOperation')}

  type Query {
    shop: Shop!
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    order(id: ID!): Order
    orders${list}, query: String, sortKey: OrderSortKeys = PROCESSED_AT): OrderConnection!
    ordersCount(query: String, limit: Int = 10000): Count
    customer(id: ID!): Customer
    customers${list}, query: String, sortKey: CustomerSortKeys = ID): CustomerConnection!
    customersCount(query: String, limit: Int = 10000): Count
    product(id: ID!): Product
    products${list}, query: String, sortKey: ProductSortKeys = ID): ProductConnection!
    productsCount(query: String, limit: Int = 10000): Count
    productVariant(id: ID!): ProductVariant
    productVariants${list}, query: String, sortKey: ProductVariantSortKeys = ID): ProductVariantConnection!
    currentAppInstallation: AppInstallation!
    webhookSubscription(id: ID!): WebhookSubscription
    webhookSubscriptions${list}, topics: [WebhookSubscriptionTopic!], uri: String, query: String): WebhookSubscriptionConnection!
    bulkOperation(id: ID!): BulkOperation
    bulkOperations${list}): BulkOperationConnection!
    currentBulkOperation(type: BulkOperationType = QUERY): BulkOperation @deprecated(reason: "Use bulkOperations")
  }
  input WebhookSubscriptionInput {
    uri: String callbackUrl: URL format: WebhookSubscriptionFormat includeFields: [String!] filter: String name: String
    metafieldNamespaces: [String!]
  }
  type WebhookSubscriptionCreatePayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }
  type WebhookSubscriptionUpdatePayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }
  type WebhookSubscriptionDeletePayload { deletedWebhookSubscriptionId: ID userErrors: [UserError!]! }
  type BulkOperationRunQueryPayload { bulkOperation: BulkOperation userErrors: [BulkOperationUserError!]! }
  type BulkOperationCancelPayload { bulkOperation: BulkOperation userErrors: [UserError!]! }
  type Mutation {
    webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionCreatePayload
    webhookSubscriptionUpdate(id: ID!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionUpdatePayload
    webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
    bulkOperationRunQuery(query: String!, groupObjects: Boolean! = true): BulkOperationRunQueryPayload
    bulkOperationCancel(id: ID!): BulkOperationCancelPayload
  }
`)

function connections(...types: readonly string[]): string {
  return types
    .map(
      (type) => `type ${type}Connection { edges: [${type}Edge!]! nodes: [${type}!]! pageInfo: PageInfo! }
      type ${type}Edge { cursor: String! node: ${type}! }`,
    )
    .join('\n')
}
