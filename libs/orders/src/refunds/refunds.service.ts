import { Injectable } from '@nestjs/common'
import { formatMoney, isCurrency, newId, type PaymentStatus } from '@portolan/contracts'
import { CustomersService } from '@portolan/customers'
import { Database, invalid, Json, JsonPage, Outbox, refuseCardNumbers, say, type ListQuery } from '@portolan/platform'
import { listBelow } from '../list-below'
import type { RecordRefund, Written } from '../order.commands'
import { orderMissing } from '../order.errors'
import { AmountReader, namesOf } from '../order.mapping'
import { contentHash, largestAmount, lineAmount } from '../order.row'
import type { RecordRefundDto } from './refund.dto'
import { refundCurrency, refundOfNothing, refundTooBig, refundTooLarge } from './refund.errors'
import { RefundsQueries, type RefundedOrder, type StandingRefund, type StoredRefund } from './refunds.queries'
import { refundsResource } from './refunds.resource'

interface Recording {
  readonly command: RecordRefund
  readonly customerId: string | null
  /** Whom the refund names, where she was merged into the customer. */
  readonly named: string | null
}

interface Decided extends Written {
  readonly recording: Recording
  readonly payment: { id: string; payment_status: PaymentStatus } | null
}

@Injectable()
export class RefundsService {
  constructor(
    private readonly db: Database,
    private readonly queries: RefundsQueries,
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return refundsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return refundsResource.one(this.db, id)
  }

  ofOrder(orderId: string, query: ListQuery): Promise<JsonPage> {
    return listBelow(this.db, 'order', orderId, () => refundsResource.list(this.db, query, { order_id: orderId }))
  }

  /** A refund without an order. */
  record(dto: RecordRefundDto): Promise<Json> {
    return this.recordOne({
      ...common(dto),
      order_id: null,
      customer: dto.customer_id ? { id: dto.customer_id } : null,
      ...('country_code' in dto ? { country_code: dto.country_code } : {}),
    })
  }

  /** Records refunds, or brings them up to date, by source and external id. Throws a DomainError for one without sense. */
  recordMany(commands: readonly RecordRefund[]): Promise<Written[]> {
    commands.forEach(refuseNonsense)
    return this.db.tx(async () => {
      const references = commands.map(({ order_id, customer }) => (order_id ? null : customer))
      const owners = await this.customers.resolveMany(references)
      const recordings = commands.map((command, index) => {
        const { id: customerId = null, named = null } = owners[index] ?? {}
        return { command, customerId, named }
      })
      const touched = await this.lockCustomers(recordings)
      const done = new Map<Recording, Written>()
      // One statement for the batch, unless it names a refund twice or two refunds of one order.
      for (const round of rounds(recordings)) {
        const written = await this.recordRound(round, touched)
        round.forEach((recording, index) => done.set(recording, written[index] as Written))
      }
      const results = recordings.map((recording) => done.get(recording) as Written)
      if (results.some(({ outcome }) => outcome !== 'unchanged')) await this.customers.refreshFigures([...touched])
      await this.tell(commands, results)
      return results
    })
  }

  /** Writes a refund anew whose order and customer are held. */
  async rewrite(before: StoredRefund, command: RecordRefund): Promise<void> {
    refuseNonsense(command)
    const orders = command.order_id ? await this.queries.lockOrders([command.order_id]) : []
    const recording = { command, customerId: before.customer_id, named: null }
    const decided = decide(recording, { ...before, external_id: before.external_id ?? '' }, orders[0] ?? null)
    if (decided.outcome !== 'unchanged') await this.queries.write(...rowsOf([decided]))
    if (before.customer_id) await this.customers.refreshFigures([before.customer_id])
  }

  private recordOne(command: RecordRefund): Promise<Json> {
    return this.db.tx(async () => {
      const [recorded] = await this.recordMany([command])
      return this.one((recorded as Written).id)
    })
  }

  private async lockCustomers(recordings: readonly Recording[]): Promise<Set<string>> {
    const before = await this.queries.ownersOf(orderIdsOf(recordings), keysOf(recordings))
    const owners = [...recordings.map(({ customerId }) => customerId), ...before.map(({ customer_id }) => customer_id)]
    const touched = new Set(owners.filter((id) => id !== null))
    const resolved = recordings.map(({ customerId: id, named }) => ({ id, named }))
    await this.customers.lock([...touched], resolved)
    return touched
  }

  /** Somebody may record the same refund at once: what was not written stands now, so it is looked at again. */
  private async recordRound(round: readonly Recording[], touched: Set<string>): Promise<Written[]> {
    const results = new Map<Recording, Written>()
    for (let waiting = round; waiting.length; waiting = round.filter((recording) => !results.has(recording))) {
      const decided = await this.decideAll(waiting, touched)
      const changed = decided.filter(({ outcome }) => outcome !== 'unchanged')
      const written = changed.length ? await this.queries.write(...rowsOf(changed)) : new Set<string>()
      for (const { recording, id, outcome } of decided) {
        if (outcome === 'unchanged' || written.has(id)) results.set(recording, { id, outcome })
      }
    }
    return round.map((recording) => results.get(recording) as Written)
  }

  private async decideAll(waiting: readonly Recording[], touched: Set<string>): Promise<Decided[]> {
    const orders = new Map((await this.queries.lockOrders(orderIdsOf(waiting))).map((order) => [order.id, order]))
    await this.lockFormerCustomers([...orders.values()], touched)
    const standing = await this.queries.lockByKey(keysOf(waiting))
    const byKey = new Map(standing.map((refund) => [`${refund.source}\n${refund.external_id}`, refund]))
    return waiting.map((recording) => {
      const { source, external_id, order_id } = recording.command
      const before = byKey.get(`${source}\n${external_id}`) ?? null
      const order = order_id ? orders.get(order_id) : null
      if (order === undefined) throw orderMissing()
      return decide(recording, before, order)
    })
  }

  private async lockFormerCustomers(orders: readonly RefundedOrder[], touched: Set<string>): Promise<void> {
    const former = orders.flatMap(({ customer_id }) => (customer_id && !touched.has(customer_id) ? [customer_id] : []))
    if (!former.length) return
    for (const id of former) touched.add(id)
    await this.customers.lock(former)
  }

  private async tell(commands: readonly RecordRefund[], results: readonly Written[]): Promise<void> {
    const rows = results.map(({ id, outcome }, index) => ({ id, outcome, order: commands[index]?.order_id ?? null }))
    for (const [outcome, event] of [
      ['created', 'order.refunded'],
      ['updated', 'order.refund_updated'],
    ] as const) {
      const told = rows.filter((row) => row.outcome === outcome)
      for (let start = 0; start < told.length; start += 500) {
        const chunk = told.slice(start, start + 500)
        const orders = new Set(chunk.flatMap(({ order }) => (order ? [order] : [])))
        await this.outbox.append(event, { ids: chunk.map(({ id }) => id), order_ids: [...orders] })
      }
    }
  }
}

function common(dto: RecordRefundDto) {
  refuseCardNumbers({ reason: dto.reason, ...namesOf(dto.items ?? []) })
  return {
    source: dto.source ?? 'manual',
    external_id: dto.external_id ?? null,
    refund_number: dto.refund_number ?? null,
    amount: readAmount(dto.amount, dto.currency) ?? 0n,
    currency: dto.currency,
    reason: dto.reason ?? null,
    refunded_at: dto.refunded_at ?? new Date().toISOString(),
    items: dto.items ?? [],
  }
}

/** Throws a DomainError for decimals that the currency does not have. */
export function readAmount(text: string | undefined, currency: string): bigint | undefined {
  const amounts = new AmountReader(currency)
  const amount = amounts.read('amount', text)
  amounts.finish()
  return amount
}

/** Throws a DomainError. */
function refuseNonsense({ amount, currency, presentment, items }: RecordRefund): void {
  if (![currency, presentment?.currency ?? currency].every(isCurrency))
    throw invalid({ currency: [say('rule.isISO4217CurrencyCode')] })
  if (amount <= 0n || (presentment && presentment.amount <= 0n)) throw refundOfNothing()
  if (
    [amount, presentment?.amount ?? 0n, ...items.map((item) => lineAmount(item, currency))].some(
      (size) => size > largestAmount,
    )
  )
    throw refundTooBig()
}

/** Throws a DomainError when the order cannot bear the refund. */
function decide(recording: Recording, before: StandingRefund | null, order: RefundedOrder | null): Decided {
  const { command, customerId } = recording
  const owner = order ? order.customer_id : customerId
  const same = before?.content_hash === hashOf(command) && before.customer_id === owner
  if (before && same) return { recording, id: before.id, outcome: 'unchanged', payment: null }
  const id = before?.id ?? newId()
  const outcome = before ? 'updated' : 'created'
  if (!order) return { recording, id, outcome, payment: null }
  if (order.currency !== command.currency) throw refundCurrency(order.currency)
  const ours = before?.order_id === order.id ? BigInt(before.amount) : 0n
  const [total, refunded] = [BigInt(order.total_amount), BigInt(order.refunded) - ours]
  if (refunded + command.amount > total)
    throw refundTooLarge(formatMoney(total - refunded, order.currency), order.currency)
  const payment_status = refunded + command.amount === total ? 'refunded' : 'partially_refunded'
  return { recording, id, outcome, payment: { id: order.id, payment_status } }
}

function rowsOf(changed: readonly Decided[]) {
  const rows = changed.map(({ recording: { command, customerId, named }, id, outcome }) => ({
    id,
    change: outcome === 'created' ? 'create' : 'replace',
    refund_number: command.refund_number,
    source: command.source,
    external_id: command.external_id,
    order_id: command.order_id,
    customer_id: customerId,
    named_customer_id: named,
    amount: String(command.amount),
    currency: command.currency,
    presentment_currency: command.presentment?.currency ?? null,
    presentment_amount: command.presentment ? String(command.presentment.amount) : null,
    reason: command.reason ?? null,
    refunded_at: command.refunded_at,
    country_code: command.country_code ?? null,
    country_of_customer: command.country_code === undefined,
    content_hash: hashOf(command),
  }))
  const lines = changed.flatMap(({ recording: { command }, id }) => linesOf(command, id))
  return [rows, lines, changed.flatMap(({ payment }) => (payment ? [payment] : []))] as const
}

function linesOf(command: RecordRefund, refundId: string) {
  return command.items.map((item, position) => ({
    id: newId(),
    refund_id: refundId,
    position,
    order_item_id: item.order_item_id ?? null,
    product_id: item.product_id ?? null,
    sku: item.sku ?? null,
    product_name: item.product_name,
    quantity: item.quantity,
    unit_price: item.unit_price,
    total_price: String(lineAmount(item, command.currency)),
  }))
}

function hashOf({ customer: _customer, items, ...rest }: RecordRefund): string {
  const sorted = (content: object) => Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))
  return contentHash([sorted(rest), items.map(sorted)])
}

function orderIdsOf(recordings: readonly Recording[]): string[] {
  return [...new Set(recordings.flatMap(({ command: { order_id } }) => (order_id ? [order_id] : [])))]
}

function keysOf(recordings: readonly Recording[]) {
  return recordings.flatMap(({ command: { source, external_id } }) =>
    external_id === null ? [] : [{ source, external_id }],
  )
}

/** What names the same refund or the same order is recorded one after the other. */
function rounds(recordings: readonly Recording[]): Recording[][] {
  const found: Recording[][] = []
  const next = new Map<string, number>()
  for (const recording of recordings) {
    const { source, external_id, order_id } = recording.command
    const names = [external_id === null ? null : `${source}\n${external_id}`, order_id].filter((name) => name !== null)
    const turn = Math.max(0, ...names.map((name) => next.get(name) ?? 0))
    for (const name of names) next.set(name, turn + 1)
    ;(found[turn] ??= []).push(recording)
  }
  return found
}
