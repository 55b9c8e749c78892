// From a command to the row that is written: lines priced, sums made, everything within bounds.
import { createHash } from 'node:crypto'
import { isCountryCode, isCurrency, lineTotal, newId, parseDecimal } from '@portolan/contracts'
import { maskCardNumbers, say, type ErrorDetails } from '@portolan/platform'
import type { PlaceItem, PlaceOrder } from './order.commands'

/** Fifteen digits of minor units, as in DECIMAL(15, 2): sums of thousands of orders still fit in a bigint. */
export const largestAmount = 10n ** 15n - 1n
export const largestQuantity = 2_147_483_647

export interface OrderSums {
  readonly lines: readonly bigint[]
  readonly subtotal: bigint
  readonly gross: bigint
  readonly total: bigint
}

export function lineAmount(item: Pick<PlaceItem, 'unit_price' | 'quantity' | 'total_price'>, currency: string): bigint {
  return item.total_price ?? lineTotal(parseDecimal(item.unit_price), item.quantity, currency)
}

/** Nobody changes a command, so what takes long is made of it once, and may be made before anybody needs it. */
function once<Made>(make: (command: PlaceOrder) => Made): (command: PlaceOrder) => Made {
  const made = new WeakMap<PlaceOrder, { readonly of: Made }>()
  return (command) => {
    const known = made.get(command) ?? { of: make(command) }
    made.set(command, known)
    return known.of
  }
}

export const sumsOf = once((command): OrderSums => {
  const lines = command.items.map((item) => lineAmount(item, command.currency))
  const sum = (kind?: PlaceItem['kind']): bigint =>
    lines.reduce((total, line, index) => (!kind || command.items[index]?.kind === kind ? total + line : total), 0n)
  const subtotal = sum()
  const extras = (command.tax_amount ?? 0n) + (command.shipping_amount ?? 0n) - (command.discount_amount ?? 0n)
  return { lines, subtotal, gross: sum('sale'), total: command.total_amount ?? subtotal + extras }
})

export function fits(amount: bigint): boolean {
  return amount <= largestAmount && amount >= -largestAmount
}

/** What is wrong with a command, by field; empty when it can be placed. */
export const problemsOf = once((command): ErrorDetails => {
  if (!isCurrency(command.currency)) return { currency: [say('rule.isISO4217CurrencyCode')] }
  if (command.presentment && !isCurrency(command.presentment.currency))
    return { presentment_currency: [say('rule.isISO4217CurrencyCode')] }
  const problems = { ...problemsOfNames(command), ...problemsOfLines(command) }
  if (Object.keys(problems).length) return problems
  const sums = sumsOf(command)
  const amounts: [string, bigint | undefined][] = [
    ...sums.lines.map((line, index): [string, bigint] => [`items.${index}.total_price`, line]),
    ['discount_amount', command.discount_amount],
    ['tax_amount', command.tax_amount],
    ['shipping_amount', command.shipping_amount],
    ['subtotal_amount', sums.subtotal],
    ['total_amount', sums.total],
    ...presentmentAmounts(command),
  ]
  const tooLarge = amounts.filter(([, amount]) => amount !== undefined && !fits(amount))
  return Object.fromEntries(tooLarge.map(([field]) => [field, [say('value.too_large')]]))
})

function presentmentAmounts({ presentment }: PlaceOrder): [string, bigint][] {
  const { currency: _currency, ...amounts } = presentment ?? {}
  return Object.entries(amounts).map(([name, amount]) => [`presentment_${name}`, amount])
}

function problemsOfNames({ order_number, placed_at }: PlaceOrder): ErrorDetails {
  const problems: ErrorDetails = {}
  const length = order_number?.length ?? 1
  if (length < 1 || length > 100) problems.order_number = [say('rule.isLength', { 0: 1, 1: 100 })]
  const year = new Date(placed_at).getUTCFullYear()
  if (!(year >= 1900 && year < 2200)) problems.placed_at = [say('rule.isInstant')]
  return problems
}

function problemsOfLines({ items }: PlaceOrder): ErrorDetails {
  const problems: ErrorDetails = {}
  items.forEach(({ quantity, unit_price }, index) => {
    if (!isDecimal(unit_price)) problems[`items.${index}.unit_price`] = [say('value.decimal')]
    if (quantity === 0) problems[`items.${index}.quantity`] = [say('rule.notZero')]
    else if (!Number.isInteger(quantity) || Math.abs(quantity) > largestQuantity) {
      problems[`items.${index}.quantity`] = [say('rule.isInt')]
    }
  })
  return problems
}

function isDecimal(text: string): boolean {
  try {
    parseDecimal(text)
    return true
  } catch {
    return false
  }
}

/** A row of an order and what it does. */
export interface OrderRow {
  readonly change: 'create' | 'replace'
  /** An element of the JSON array that the statements unfold. */
  readonly json: string
}

/** What a command does not say by itself. */
export interface OrderPlace {
  readonly id: string
  readonly change: OrderRow['change']
  readonly customerId: string | null
  /** Whom the order names, where she was merged into the customer. */
  readonly named: string | null
  /** Where it stands in its batch. */
  readonly turn?: number
  /** In place of the command's own. */
  readonly custom_fields?: object | null
  readonly content_hash?: string
}

/** The same for the same content; the customer and what people may add are compared or kept apart from it. */
export function contentHash(content: unknown): string {
  const text = JSON.stringify(content, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return createHash('sha256').update(text).digest('base64url')
}

export const orderHash = once((command): string => {
  const { customer: _customer, external_updated_at: _when, stated_fields = {}, items, ...rest } = command
  const stated = sorted(stated_fields)
  // Orders from before files could fill fields are the same as long as theirs say nothing of them.
  const content = stated.length ? { ...rest, stated_fields: stated } : rest
  return contentHash([sorted(content), items.map(sorted)])
})

/** Does what placing the order will ask for, as far as it says it by itself. */
export function prepare(command: PlaceOrder): void {
  // One that breaks a rule is refused before its row is needed.
  if (Object.keys(problemsOf(command)).length) return
  orderHash(command)
  saidJson(command)
  newLinesJson(command)
}

function sorted(content: object): [string, unknown][] {
  return Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Shipping, else billing, else what the command says. Undefined asks the customer. */
export function countryOf(command: PlaceOrder): string | null | undefined {
  const stated = [
    command.shipping_country,
    command.shipping_address?.country_code,
    command.billing_address?.country_code,
  ]
  const country = stated.map(asCountry).find((code) => code !== null)
  return country ?? (command.country_code === null ? null : (asCountry(command.country_code) ?? undefined))
}

function asCountry(text: string | null | undefined): string | null {
  const code = text?.trim().toUpperCase() ?? ''
  return isCountryCode(code) ? code : null
}

export function toRow(command: PlaceOrder, place: OrderPlace): OrderRow {
  const { id, change, customerId, named, turn, custom_fields, content_hash } = place
  const own = storableJson({
    id,
    change,
    turn,
    customer_id: customerId,
    named_customer_id: named,
    custom_fields: custom_fields ?? command.custom_fields ?? null,
    content_hash: content_hash ?? orderHash(command),
  })
  return { change, json: `${own.slice(0, -1)},${saidJson(command).slice(1)}` }
}

const saidJson = once((command): string => {
  const sums = sumsOf(command)
  const country = countryOf(command)
  return storableJson({
    // Our own ids say nothing about whom the order was written for at first.
    keeps_name: command.customer !== null && 'id' in command.customer,
    ...scalars(command),
    subtotal_amount: String(sums.subtotal),
    gross_amount: String(sums.gross),
    total_amount: String(sums.total),
    has_sale: command.items.some(({ kind }) => kind === 'sale'),
    country_code: country ?? null,
    country_of_customer: country === undefined,
    shipping_country: asCountry(command.shipping_country) ?? asCountry(command.shipping_address?.country_code),
  })
})

function scalars(command: PlaceOrder) {
  return {
    source: command.source,
    external_id: command.external_id,
    order_number: command.order_number,
    channel: command.channel,
    status: command.status,
    payment_status: command.payment_status,
    payment_method: command.payment_method ?? null,
    payment_reference: command.payment_reference ?? null,
    paid_at: command.paid_at ?? null,
    placed_at: command.placed_at,
    currency: command.currency,
    discount_amount: String(command.discount_amount ?? 0n),
    tax_amount: String(command.tax_amount ?? 0n),
    shipping_amount: String(command.shipping_amount ?? 0n),
    presentment_currency: command.presentment?.currency ?? null,
    ...Object.fromEntries(presentmentAmounts(command).map(([name, amount]) => [name, String(amount)])),
    shipping_address: command.shipping_address ?? null,
    billing_address: command.billing_address ?? null,
    shipping_method: command.shipping_method ?? null,
    // Shops and files send what people wrote there; a card's number must not stay.
    customer_note: masked(command.customer_note) ?? null,
    internal_note: masked(command.internal_note),
    keeps_note: command.internal_note === undefined,
    tags: command.tags ?? null,
    external_updated_at: command.external_updated_at ?? null,
  }
}

function masked(text: string | null | undefined): string | null | undefined {
  return text && maskCardNumbers(text)
}

/** One element of the JSON array of lines, at the scale that PostgreSQL keeps. */
export function toItemRows(command: PlaceOrder, orderId: string) {
  const { lines } = sumsOf(command)
  return command.items.map((item, position) => ({
    id: item.id ?? newId(),
    order_id: orderId,
    position,
    kind: item.kind,
    product_id: item.product_id ?? null,
    sku: item.sku ?? null,
    product_name: item.product_name,
    variant_name: item.variant_name ?? null,
    image_url: item.image_url ?? null,
    quantity: item.quantity,
    unit_price: item.unit_price,
    total_price: String(lines[position]),
  }))
}

/** The id of the order, should it be new. */
export const newOrderId = once(() => newId())

/** Its lines then, as elements of that JSON array; empty where it has none. */
export const newLinesJson = once((command): string => linesJson(toItemRows(command, newOrderId(command))))

export function linesJson(rows: readonly object[]): string {
  return storableJson(rows).slice(1, -1)
}

/** JSON that PostgreSQL can store: files and shops may send NUL and half a character. */
export function storableJson(rows: object): string {
  const text = JSON.stringify(rows)
  // JSON has escapes for both, and looking through one text is cheaper than through every value in it.
  return /\\u(0000|d[89a-f])/.test(text) ? JSON.stringify(rows, withoutUnstorable) : text
}

function withoutUnstorable(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\0\p{Cs}]/gu, '') : value
}
