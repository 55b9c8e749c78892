// What a column of an orders file may be, beside the workspace's own fields. Fields of the order are taken from its first
// row that has a value; fields of a line from every row.

const addressFields = [
  'name',
  'company',
  'line1',
  'line2',
  'city',
  'region',
  'postal_code',
  'country',
  'phone',
] as const
export type AddressField = (typeof addressFields)[number]

const shippingFields = addressFields.map((field) => `shipping_${field}` as const)
const billingFields = addressFields.map((field) => `billing_${field}` as const)

export const orderFields = [
  'order_number',
  'external_id',
  'placed_at',
  'status',
  'channel',
  'payment_status',
  'payment_method',
  'payment_reference',
  'paid_at',
  'currency',
  'discount_amount',
  'tax_amount',
  'shipping_amount',
  'total_amount',
  'shipping_method',
  'customer_note',
  'internal_note',
  'tags',
  'external_updated_at',
  'country',
  'customer_id',
  'customer_email',
  'customer_first_name',
  'customer_last_name',
  'customer_company',
  'customer_phone',
  'customer_language',
  ...shippingFields,
  ...billingFields,
  'product_id',
  'sku',
  'product_name',
  'variant_name',
  'image_url',
  'quantity',
  'unit_price',
] as const
export type OrderField = (typeof orderFields)[number]

const known: ReadonlySet<string> = new Set(orderFields)

export function isOrderField(name: string): name is OrderField {
  return known.has(name)
}

/** Fields of an address by the field of the file that gives them; the country is a name or a code there. */
export function addressColumns(kind: 'shipping' | 'billing'): readonly (readonly [AddressField, OrderField])[] {
  const columns = kind === 'shipping' ? shippingFields : billingFields
  return addressFields.map((field, index) => [field, columns[index] as OrderField] as const)
}

/** What a mapping of orders lacks, in words; nothing when it has all that an order needs. */
export function missingOrderFields(fields: ReadonlySet<string>): string[] {
  const needed = ['order_number', 'placed_at', 'quantity', 'unit_price'].filter((field) => !fields.has(field))
  const nameless = fields.has('product_name') || fields.has('sku') ? [] : ['product_name or sku']
  return [...needed, ...nameless].map((field) => `needs a column for ${field}`)
}
