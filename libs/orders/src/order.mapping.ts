// From what people send to a command: amounts read with their currency's decimals, rules that need two fields.
import { currencyExponent, MoneyFormatError, parseDecimal, parseMoney } from '@portolan/contracts'
import { invalid, refuseCardNumbers, say, type ErrorDetails } from '@portolan/platform'
import type { PlaceItem, PlaceOrder } from './order.commands'
import type { EditItemDto, PlaceOrderDto } from './order.dto'
import { amountsDoNotFit } from './order.errors'
import { problemsOf, sumsOf } from './order.row'

/** An order as it stands, in the shape in which people send one; its lines keep what they cost. */
export type StoredOrder = Omit<PlaceOrderDto, 'items'> & {
  readonly items: readonly (EditItemDto & { readonly total_price?: string })[]
}

/** Reads amounts and remembers what could not be read, by field. */
export class AmountReader {
  readonly problems: ErrorDetails = {}

  constructor(private readonly currency: string) {}

  read(field: string, text: string | null | undefined): bigint | undefined {
    if (text === undefined || text === null) return undefined
    try {
      return parseMoney(text, this.currency)
    } catch (error) {
      if (!(error instanceof MoneyFormatError)) throw error
      this.refuse(field, error.reason === 'too_many_decimals' ? 'value.decimals' : 'value.decimal')
      return undefined
    }
  }

  refuse(field: string, rule: string): void {
    const params = { max: currencyExponent(this.currency), currency: this.currency }
    this.problems[field] = [...(this.problems[field] ?? []), say(rule, params)]
  }

  /** Throws a DomainError that names the fields. */
  finish(): void {
    if (Object.keys(this.problems).length) throw invalid(this.problems)
  }
}

/** Throws a DomainError that names every field that makes no sense. */
export function commandFrom(order: StoredOrder): PlaceOrder {
  refuseCardNumbers(freeText(order))
  const amounts = new AmountReader(order.currency)
  const items = order.items.map((item, index) => lineFrom(item, index, amounts))
  const command: PlaceOrder = {
    ...order,
    source: order.source ?? 'manual',
    external_id: order.external_id ?? null,
    order_number: order.order_number ?? null,
    channel: order.channel ?? null,
    placed_at: order.placed_at ?? new Date().toISOString(),
    customer: order.customer_id ? { id: order.customer_id } : null,
    status: order.status ?? 'pending',
    payment_status: order.payment_status ?? 'pending',
    discount_amount: amounts.read('discount_amount', order.discount_amount),
    tax_amount: amounts.read('tax_amount', order.tax_amount),
    shipping_amount: amounts.read('shipping_amount', order.shipping_amount),
    total_amount: amounts.read('total_amount', order.total_amount),
    shipping_address: asAddress(order.shipping_address),
    billing_address: asAddress(order.billing_address),
    items,
  }
  amounts.finish()
  refuseImpossibleSums(command)
  return command
}

function lineFrom(item: StoredOrder['items'][number], index: number, amounts: AmountReader): PlaceItem {
  const kind = item.kind ?? 'sale'
  if (kind === 'sale' && item.quantity < 1) amounts.refuse(`items.${index}.quantity`, 'order.sale_quantity')
  if (kind === 'sale' && parseDecimal(item.unit_price).units < 0n) {
    amounts.refuse(`items.${index}.unit_price`, 'order.sale_price')
  }
  return { ...item, kind, total_price: amounts.read(`items.${index}.total_price`, item.total_price) }
}

function asAddress(address: PlaceOrderDto['shipping_address']): PlaceOrder['shipping_address'] {
  return address ? (JSON.parse(JSON.stringify(address)) as PlaceOrder['shipping_address']) : null
}

function refuseImpossibleSums(command: PlaceOrder): void {
  const problems = problemsOf(command)
  if (!Object.keys(problems).length && sumsOf(command).total < 0n) {
    problems.total_amount = [say('order.negative_total')]
  }
  if (Object.keys(problems).length) throw amountsDoNotFit(problems)
}

/** What people write, by field. Numbers that shops and carriers give out may look like a card's, and stay. */
function freeText(order: StoredOrder): Record<string, unknown> {
  const { payment_method, payment_reference, shipping_method, customer_note, internal_note, tags, custom_fields } =
    order
  const { shipping_address, billing_address } = order
  const own = { payment_method, payment_reference, shipping_method, customer_note, internal_note, tags, custom_fields }
  return { ...own, shipping_address, billing_address, ...namesOf(order.items) }
}

/** The names of products, by field. */
export function namesOf(items: readonly { product_name: string; variant_name?: string | null }[]) {
  return Object.fromEntries(
    items.flatMap(({ product_name, variant_name }, index) => [
      [`items.${index}.product_name`, product_name],
      [`items.${index}.variant_name`, variant_name],
    ]),
  )
}
