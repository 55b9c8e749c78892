import type { ImportRun } from '../../data/imports.data'

const address = ['name', 'company', 'line1', 'line2', 'city', 'region', 'postal_code', 'country', 'phone']

/** What a column may be, in the order in which people look for it. */
const fields: Record<ImportRun['kind'], readonly string[]> = {
  customers: [
    'email',
    'first_name',
    'last_name',
    'company_name',
    'phone',
    'external_id',
    'source',
    'country',
    'region',
    'city',
    'postal_code',
    'address_line1',
    'address_line2',
    'language',
    'currency',
    'timezone',
    'status',
    'tags',
    'assigned_to',
  ],
  orders: [
    'order_number',
    'placed_at',
    'quantity',
    'unit_price',
    'product_name',
    'sku',
    'product_id',
    'variant_name',
    'image_url',
    'currency',
    'status',
    'payment_status',
    'payment_method',
    'payment_reference',
    'paid_at',
    'channel',
    'discount_amount',
    'tax_amount',
    'shipping_amount',
    'total_amount',
    'shipping_method',
    'customer_id',
    'customer_email',
    'customer_first_name',
    'customer_last_name',
    'customer_company',
    'customer_phone',
    'customer_language',
    'country',
    ...address.map((part) => `shipping_${part}`),
    ...address.map((part) => `billing_${part}`),
    'customer_note',
    'internal_note',
    'tags',
    'external_id',
    'external_updated_at',
  ],
}

export function fieldsOf(kind: ImportRun['kind']): readonly string[] {
  return fields[kind]
}

/** A file of this kind that people can fill in. */
export function sampleOf(kind: ImportRun['kind']): string {
  return kind === 'customers'
    ? 'external_id,email,first_name,last_name,company_name,phone,country,city,postal_code,address_line1,tags\r\n' +
        '1001,anna@example.com,Anna,Hansen,Hansen & Co.,+49 30 901820,DE,Hamburg,20359,Hafenstraße 12,"wholesale, newsletter"\r\n'
    : 'order_number,placed_at,customer_email,customer_last_name,currency,sku,product_name,quantity,unit_price,shipping_country,shipping_city\r\n' +
        '#1001,2026-01-31 12:00:00,anna@example.com,Hansen,EUR,OLIVE-500,Olive oil,2,12.50,DE,Hamburg\r\n' +
        '#1001,2026-01-31 12:00:00,anna@example.com,Hansen,EUR,SALT-1,Sea salt,1,4.90,DE,Hamburg\r\n'
}
