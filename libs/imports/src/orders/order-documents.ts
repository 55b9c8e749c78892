// Rows of one document become a command: an order, or in a shop's books a refund.
import { parseDecimal, lineTotal, isCurrency, orderStatuses, paymentStatuses } from '@portolan/contracts'
import type { CustomerReference } from '@portolan/customers'
import {
  orderChannels,
  problemsOf,
  type Address,
  type PlaceItem,
  type PlaceOrder,
  type RecordRefund,
} from '@portolan/orders'
import type { CsvRow } from '../csv/csv-rows'
import type { ImportOptions } from '../import.options'
import type { Columns } from '../mappings/columns'
import { countryNamed } from './country-names'
import { DocumentReader } from './document-reader'
import { Instants } from './instants'
import { addressColumns, type OrderField } from './order-fields'
import type { Mapping } from '../mappings/mappings'
import type { OwnValues } from '../own-values'

export type Document =
  { readonly kind: 'order'; readonly command: PlaceOrder } | { readonly kind: 'refund'; readonly command: RecordRefund }

/** Beyond what any field takes, so that its own rule says how much that is. */
const longestOwnText = 10_000
const emailPattern = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/

export class OrderDocuments {
  private readonly instants: Instants

  constructor(
    private readonly mapping: Pick<Mapping, 'reads'>,
    private readonly columns: Columns,
    private readonly options: ImportOptions,
    private readonly own: OwnValues,
  ) {
    this.instants = new Instants(options.timezone)
  }

  /** Throws DocumentRefused with what is wrong, line by line. */
  read(key: string, rows: readonly CsvRow[]): Document {
    const reader = new DocumentReader(rows, this.columns, this.options.decimal_mark)
    const isRefund = this.mapping.reads === 'invoices' && key.startsWith('C')
    const document: Document = isRefund
      ? { kind: 'refund', command: this.refund(key, reader) }
      : { kind: 'order', command: this.order(key, reader) }
    reader.finish()
    return document
  }

  private order(key: string, reader: DocumentReader): PlaceOrder {
    const currency = this.currency(reader)
    const items = reader.rows.map((row) => this.item(row, reader))
    const command: PlaceOrder = {
      source: this.options.source,
      external_id: reader.text('external_id', 200) ?? key,
      order_number: this.limitedKey(key, reader),
      placed_at: this.earliest('placed_at', reader),
      customer: this.customer(reader),
      currency,
      ...this.states(reader),
      ...(this.mapping.reads === 'orders' ? this.details(reader, currency) : {}),
      ...this.country(reader),
      stated_fields: this.own.read(
        (field) => reader.text(field, longestOwnText),
        (field, reason) => reader.refuse(reader.stated(field)?.row ?? reader.first, `${field} ${reason}`),
      ),
      items,
    }
    const [[field, reasons] = []] = Object.entries(problemsOf(command))
    if (field) reader.refuse(reader.first, `${field} ${String(reasons?.[0])}`)
    return command
  }

  private refund(key: string, reader: DocumentReader): RecordRefund {
    const currency = this.currency(reader)
    const items = reader.rows.map((row) => {
      const { quantity, unit_price, sku, product_name } = this.item(row, reader)
      const price = parseDecimal(unit_price)
      if (quantity > 0) reader.refuse(row, 'the quantity of a cancellation must be negative', 'quantity')
      if (price.units < 0n) reader.refuse(row, 'the price of a cancellation must not be negative', 'unit_price')
      return { sku, product_name, quantity: -quantity, unit_price, total_price: lineTotal(price, -quantity, currency) }
    })
    const amount = items.reduce((sum, item) => sum + item.total_price, 0n)
    if (amount <= 0n) reader.refuse(reader.first, 'the cancellation has no amount')
    return {
      source: this.options.source,
      external_id: key,
      refund_number: this.limitedKey(key, reader),
      order_id: null,
      customer: this.customer(reader),
      amount,
      currency,
      refunded_at: this.earliest('placed_at', reader),
      ...this.country(reader),
      items,
    }
  }

  private item(row: CsvRow, reader: DocumentReader): PlaceItem {
    const [quantity, unit_price] = [reader.quantity(row), reader.unitPrice(row)]
    const sells = quantity > 0 && parseDecimal(unit_price).units > 0n
    if (this.mapping.reads === 'orders' && quantity < 1) reader.refuse(row, 'quantity must be at least 1')
    if (this.mapping.reads === 'orders' && unit_price.startsWith('-'))
      reader.refuse(row, 'unit_price must not be negative')
    const sku = reader.rowText(row, 'sku', 200)
    const product_name = reader.rowText(row, 'product_name', 500) ?? sku
    if (!product_name) reader.refuse(row, 'the product has neither a name nor a sku', 'product_name')
    return {
      kind: sells || this.mapping.reads === 'orders' ? 'sale' : 'adjustment',
      sku,
      product_name: product_name ?? '',
      quantity,
      unit_price,
      ...(reader.has('product_id') ? { product_id: reader.rowText(row, 'product_id', 200) } : {}),
      ...(reader.has('variant_name') ? { variant_name: reader.rowText(row, 'variant_name', 500) } : {}),
      ...(reader.has('image_url') ? { image_url: this.url(row, reader) } : {}),
    }
  }

  /** An invoice is written when goods leave; a file of orders says itself how far each is. */
  private states(reader: DocumentReader): Pick<PlaceOrder, 'status' | 'payment_status' | 'channel'> {
    if (this.mapping.reads === 'invoices') return { status: 'delivered', payment_status: 'paid', channel: null }
    return {
      status: reader.oneOf('status', orderStatuses) ?? 'pending',
      payment_status: reader.oneOf('payment_status', paymentStatuses) ?? 'pending',
      channel: reader.oneOf('channel', orderChannels),
    }
  }

  private details(reader: DocumentReader, currency: string): Partial<PlaceOrder> {
    return {
      payment_method: reader.text('payment_method', 100),
      payment_reference: reader.text('payment_reference', 200),
      paid_at: this.instant('paid_at', reader),
      discount_amount: this.notNegative('discount_amount', reader, currency),
      tax_amount: this.notNegative('tax_amount', reader, currency),
      shipping_amount: this.notNegative('shipping_amount', reader, currency),
      total_amount: this.notNegative('total_amount', reader, currency),
      shipping_method: reader.text('shipping_method', 200),
      shipping_address: this.address('shipping', reader),
      billing_address: this.address('billing', reader),
      customer_note: reader.text('customer_note', 5000),
      ...(reader.has('internal_note') ? { internal_note: reader.text('internal_note', 5000) } : {}),
      ...(reader.has('tags') ? { tags: this.tags(reader) } : {}),
      external_updated_at: this.instant('external_updated_at', reader),
    }
  }

  private notNegative(field: OrderField, reader: DocumentReader, currency: string): bigint | undefined {
    const amount = reader.money(field, currency)
    if (amount !== undefined && amount < 0n) reader.refuse(reader.first, `${field} must not be negative`)
    return amount
  }

  private currency(reader: DocumentReader): string {
    const found = reader.stated('currency')
    if (!found) return this.options.currency
    const code = found.text.toUpperCase()
    if (isCurrency(code)) return code
    reader.refuse(found.row, 'currency must be an ISO 4217 code such as EUR')
    return this.options.currency
  }

  private limitedKey(key: string, reader: DocumentReader): string {
    if (key.length > 100) reader.refuse(reader.first, 'order_number has more than 100 characters')
    return key
  }

  /** A document may carry several times: it was begun at the first. */
  private earliest(field: OrderField, reader: DocumentReader): string {
    let earliest = Infinity
    const seen = new Set<string>()
    for (const row of reader.rows) {
      const text = reader.cell(row, field)
      if (seen.has(text)) continue
      seen.add(text)
      const time = this.time(text)
      if (time === null) reader.refuse(row, `${field} ${this.timeProblem(text)}, not ${text.slice(0, 40) || 'empty'}`)
      else earliest = Math.min(earliest, time)
    }
    return new Date(Number.isFinite(earliest) ? earliest : 0).toISOString()
  }

  private instant(field: OrderField, reader: DocumentReader): string | null {
    const found = reader.stated(field)
    if (!found) return null
    const time = this.time(found.text)
    if (time === null) reader.refuse(found.row, `${field} ${this.timeProblem(found.text)}`)
    return time === null ? null : new Date(time).toISOString()
  }

  private timeProblem(text: string): string {
    const twofold = this.options.dates === null && this.instants.written(text, 'dmy') !== null
    const advice = ' (or say by the option dates whether the day or the month comes first)'
    return `must be a time such as 2026-01-31 12:00:00${twofold ? advice : ''}`
  }

  private time(text: string): number | null {
    const { dates } = this.options
    const order = dates ?? (this.mapping.reads === 'invoices' ? 'mdy' : null)
    return this.instants.iso(text) ?? this.instants.written(text, order)
  }

  private country(reader: DocumentReader): { country_code?: string | null } {
    const found = reader.stated('country')
    // A file without a word about countries leaves it to the address and the customer.
    return found ? { country_code: countryNamed(found.text) } : {}
  }

  private customer(reader: DocumentReader): CustomerReference | null {
    const given = reader.text('customer_id', 200)?.replace(/^(\d+)\.0$/, '$1')
    const email = reader.text('customer_email', 254)?.toLowerCase() ?? null
    if (email && !emailPattern.test(email)) reader.refuse(reader.first, 'customer_email must be an e-mail address')
    this.refuseStrangers(reader)
    const external_id = given ?? email
    if (!external_id) return null
    const profile = { ...this.person(reader, email), country_code: this.homeCountry(reader) }
    return { source: this.options.source, external_id, profile }
  }

  private person(reader: DocumentReader, email: string | null) {
    return {
      ...(email ? { email } : {}),
      ...optional('first_name', reader.text('customer_first_name', 100)),
      ...optional('last_name', reader.text('customer_last_name', 100)),
      ...optional('company_name', reader.text('customer_company', 200)),
      ...optional('phone', reader.text('customer_phone', 50)),
      ...optional('language', reader.text('customer_language', 35)),
    }
  }

  private homeCountry(reader: DocumentReader): string | null {
    const found = reader.stated('country') ?? reader.stated('billing_country') ?? reader.stated('shipping_country')
    return found ? countryNamed(found.text) : null
  }

  private refuseStrangers(reader: DocumentReader): void {
    const first = reader.stated('customer_id')
    if (!first) return
    const other = reader.rows.find((row) => !['', first.text].includes(reader.cell(row, 'customer_id')))
    if (!other) return
    reader.refuse(other, `the customer differs from that of line ${first.row.line} of the same document`, 'customer_id')
  }

  private address(kind: 'shipping' | 'billing', reader: DocumentReader): Address | null {
    const parts = addressColumns(kind).flatMap(([part, field]): [string, string | null][] => {
      const found = reader.stated(field)
      if (!found) return []
      return part === 'country'
        ? [['country_code', countryNamed(found.text)]]
        : [[part, reader.text(field, part === 'postal_code' ? 20 : 100)]]
    })
    return parts.length ? Object.fromEntries(parts) : null
  }

  private tags(reader: DocumentReader): string[] {
    const tags = (reader.text('tags', 2000) ?? '').split(/[,;]/).map((tag) => tag.trim())
    const unique = [...new Set(tags.filter(Boolean))]
    if (unique.length > 50 || unique.some((tag) => tag.length > 50)) {
      reader.refuse(reader.first, 'tags are at most 50, of at most 50 characters each')
    }
    return unique
  }

  private url(row: CsvRow, reader: DocumentReader): string | null {
    const url = reader.rowText(row, 'image_url', 2000)
    if (url === null || (/^https?:\/\//i.test(url) && URL.canParse(url))) return url
    reader.refuse(row, 'image_url must be a web address')
    return null
  }
}

function optional<Key extends string>(key: Key, value: string | null): Partial<Record<Key, string>> {
  return value === null ? {} : ({ [key]: value } as Record<Key, string>)
}
