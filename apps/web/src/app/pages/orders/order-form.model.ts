// The form of an order: its controls, what it adds up to, and what of it is sent.
import { FormArray, FormControl, FormGroup, Validators } from '@angular/forms'
import { currencyExponent, formatMoney, isCurrency, lineTotal, parseDecimal, parseMoney } from '@portolan/contracts'
import type { AddressDto } from '../../api/models/address-dto'
import type { EditItemDto } from '../../api/models/edit-item-dto'
import type { EditOrderDto } from '../../api/models/edit-order-dto'
import type { Order } from '../../data/orders.data'

const amount = /^\d{1,15}([.]\d{1,12})?$/
const signed = /^-?\d{1,15}([.]\d{1,12})?$/

export const addressFields = [
  'name',
  'company',
  'line1',
  'line2',
  'postal_code',
  'city',
  'region',
  'country_code',
  'phone',
] as const

function text(value: string | null | undefined = '', validators: ReturnType<typeof Validators.pattern>[] = []) {
  return new FormControl(value ?? '', { nonNullable: true, validators })
}

export function addressForm(address: AddressDto | null = null) {
  return new FormGroup({
    name: text(address?.name),
    company: text(address?.company),
    line1: text(address?.line1),
    line2: text(address?.line2),
    postal_code: text(address?.postal_code),
    city: text(address?.city),
    region: text(address?.region),
    country_code: text(address?.country_code),
    phone: text(address?.phone),
  })
}

export type AddressForm = ReturnType<typeof addressForm>
type Line = NonNullable<Order['items']>[number]

export function lineForm(line: Partial<Line> = {}) {
  return new FormGroup({
    id: text(line.id),
    kind: new FormControl<'sale' | 'adjustment'>(line.kind ?? 'sale', { nonNullable: true }),
    product_id: text(line.product_id),
    image_url: text(line.image_url),
    product_name: text(line.product_name, [Validators.required]),
    variant_name: text(line.variant_name),
    sku: text(line.sku),
    quantity: new FormControl(line.quantity ?? 1, { nonNullable: true, validators: [Validators.required] }),
    unit_price: text(line.unit_price, [Validators.required, Validators.pattern(signed)]),
  })
}

export type LineForm = ReturnType<typeof lineForm>

export function orderForm() {
  return new FormGroup({
    customer_id: new FormControl<string | null>(null),
    currency: text('', [Validators.required]),
    order_number: text(),
    channel: text(),
    discount_amount: text('', [Validators.pattern(amount)]),
    shipping_amount: text('', [Validators.pattern(amount)]),
    tax_amount: text('', [Validators.pattern(amount)]),
    shipping_method: text(),
    customer_note: text(),
    internal_note: text(),
    shipping_address: addressForm(),
    billing_address: addressForm(),
    items: new FormArray<LineForm>([lineForm()]),
  })
}

export type OrderForm = ReturnType<typeof orderForm>
export type OrderField = keyof OrderForm['controls']

/** Puts an order into its form; what may not be edited now is closed. */
export function fillOrder(form: OrderForm, order: Order) {
  form.setControl('shipping_address', addressForm(order.shipping_address))
  form.setControl('billing_address', addressForm(order.billing_address))
  form.setControl('items', new FormArray((order.items ?? []).map((line) => lineForm(priced(line, order.currency)))))
  const names = ['currency', 'shipping_method', 'customer_note', 'internal_note', 'channel', 'order_number'] as const
  form.patchValue({
    customer_id: order.customer_id,
    ...Object.fromEntries(names.map((name) => [name, order[name] ?? ''])),
    discount_amount: order.discount_amount,
    shipping_amount: order.shipping_amount,
    tax_amount: order.tax_amount,
  })
  form.markAsPristine()
  for (const [name, control] of Object.entries(form.controls)) {
    if (order.editable_fields.includes(name)) control.enable({ emitEvent: false })
    else control.disable({ emitEvent: false })
  }
}

/** A price as people write it: with the decimals of its currency at least. */
function priced(line: Line, currency: string): Line {
  const decimals = line.unit_price.split('.')[1]?.length ?? 0
  const digits = isCurrency(currency) ? currencyExponent(currency) : 0
  if (decimals >= digits) return line
  return { ...line, unit_price: formatMoney(parseMoney(line.unit_price, currency), currency) }
}

/** What was edited, as the API takes it. */
export function changesOf(form: OrderForm): EditOrderDto {
  const edited = (Object.keys(form.controls) as OrderField[]).filter((name) => form.controls[name].dirty)
  return Object.fromEntries(edited.map((name) => [name, valueOf(form, name)]))
}

function valueOf(form: OrderForm, name: OrderField): unknown {
  const { controls } = form
  switch (name) {
    case 'items':
      return controls.items.controls.map(itemOf)
    case 'shipping_address':
    case 'billing_address':
      return addressOf(controls[name])
    case 'discount_amount':
    case 'shipping_amount':
    case 'tax_amount':
      return controls[name].value || '0'
    case 'currency':
      return controls.currency.value
    default:
      return controls[name].value || null
  }
}

function itemOf(line: LineForm): EditItemDto {
  const { id, kind, quantity, unit_price, product_name, ...texts } = line.getRawValue()
  const named = Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, value || null]))
  return { ...(id && { id }), kind, product_name, quantity: Number(quantity), unit_price, ...named }
}

function addressOf(form: AddressForm): AddressDto | null {
  const filled = Object.entries(form.getRawValue()).filter(([, value]) => value !== '')
  return filled.length ? Object.fromEntries(filled) : null
}

export interface Totals {
  /** By line; null where it cannot be read yet. */
  readonly lines: readonly (string | null)[]
  readonly subtotal: string
  readonly total: string
  readonly isNegative: boolean
}

interface Priced {
  readonly currency: string
  readonly items: readonly { readonly quantity: number; readonly unit_price: string }[]
  readonly discount_amount: string
  readonly shipping_amount: string
  readonly tax_amount: string
}

/** What the order adds up to, exactly as the API counts; what cannot be read yet counts nothing. */
export function totalsOf(order: Priced): Totals | null {
  const { currency } = order
  if (!isCurrency(currency)) return null
  const lines = order.items.map(({ quantity, unit_price }) =>
    read(() => lineTotal(parseDecimal(unit_price), Number(quantity), currency)),
  )
  const minor = (typed: string) => read(() => parseMoney(typed || '0', currency)) ?? 0n
  const subtotal = lines.reduce<bigint>((sum, line) => sum + (line ?? 0n), 0n)
  const total = subtotal - minor(order.discount_amount) + minor(order.shipping_amount) + minor(order.tax_amount)
  const shown = (sum: bigint) => formatMoney(sum, currency)
  return {
    lines: lines.map((line) => (line === null ? null : shown(line))),
    subtotal: shown(subtotal),
    total: shown(total),
    isNegative: total < 0n,
  }
}

/** Half-typed numbers are no failure. */
function read(parse: () => bigint): bigint | null {
  try {
    return parse()
  } catch {
    return null
  }
}
