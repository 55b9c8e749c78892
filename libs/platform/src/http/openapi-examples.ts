// One word means one thing everywhere (DESIGN §8), so it has one example everywhere. A DTO gives its own where it differs.

const id = '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'
const time = '2026-01-31T12:00:00.000Z'

const byName: Readonly<Record<string, unknown>> = {
  id,
  actor: id,
  assigned_to: id,
  requested_by: id,
  external_id: '5678901234',
  order_number: '#1042',
  refund_number: 'R-17',
  return_number: '1042-R1',
  name: 'Anna Hansen',
  first_name: 'Anna',
  last_name: 'Hansen',
  company: 'Hansen & Co.',
  company_name: 'Hansen & Co.',
  email: 'anna@example.com',
  phone: '+49 30 901820',
  line1: 'Hafenstraße 12',
  line2: '2nd floor',
  address_line1: 'Hafenstraße 12',
  address_line2: '2nd floor',
  city: 'Hamburg',
  region: 'Hamburg',
  postal_code: '20359',
  country_code: 'DE',
  shipping_country: 'DE',
  currency: 'EUR',
  tenant_currency: 'EUR',
  source: 'manual',
  sku: 'OLIVE-500',
  product_id: '7012',
  product_name: 'Olive oil',
  variant_name: '500 ml',
  quantity: 2,
  position: 1,
  version: 1,
  amount: '12.50',
  amount_tenant: '12.50',
  unit_price: '12.50',
  total_price: '25.00',
  total_amount_usd: '29.21',
  total_amount_tenant: '25.00',
  fx_rate: '1.1684',
  rate: '1.1684',
  reason: 'Broken on arrival',
  reason_text: 'The lid has a crack',
  note: 'Sent her a label',
  carrier: 'DHL',
  tracking_number: '00340434161094042557',
  shipping_method: 'Standard',
  payment_method: 'card',
  payment_reference: 'ch_3Px1',
  customer_note: 'Please ring twice',
  internal_note: 'Asked for an invoice',
  day: '2026-01-31',
}

const bySuffix: readonly (readonly [RegExp, unknown])[] = [
  [/_id$/, id],
  [/_at$/, time],
  [/_name$/, 'Anna Hansen'],
  [/_amount$/, '25.00'],
  [/_quantity$/, 1],
  [/_currency$/, 'EUR'],
  [/_(date|day|delivery)$/, '2026-01-31'],
  [/_url$/, 'https://shop.example/olive-oil'],
]

/** The example of a property of that name, or undefined when the name says too little. */
export function exampleOf(name: string): unknown {
  return byName[name] ?? bySuffix.find(([pattern]) => pattern.test(name))?.[1]
}
