// Writing a batch of orders: customers first, then their locks, then the orders' locks, then one statement. Everybody
// who writes orders takes locks in this order, so nobody waits in a circle.
import { Injectable } from '@nestjs/common'
import type { OrderStatus } from '@portolan/contracts'
import { CustomersService, type FieldValues, type ResolvedCustomer } from '@portolan/customers'
import { Outbox } from '@portolan/platform'
import type { PlaceOrder, Written } from './order.commands'
import { OrderNumberTaken, whatIsTaken } from './order.errors'
import { OrderLines } from './order.lines'
import { linesJson, newLinesJson, newOrderId, orderHash, toItemRows, toRow, type OrderRow } from './order.row'
import { OrdersQueries, type OrderKey, type StandingOrder } from './orders.queries'
import { PlainOrders } from './plain-orders'
import { StatedFields } from './stated-fields'

interface Placing {
  readonly command: PlaceOrder
  readonly customerId: string | null
  /** Whom the order names, where she was merged into the customer. */
  readonly named: string | null
}

interface Decided {
  readonly placing: Placing
  readonly id: string
  readonly before: StandingOrder | null
  /** What its own fields become; null leaves them to the command. */
  readonly fields: FieldValues | null
}

interface Outcomes {
  readonly results: Map<Placing, Written>
  readonly restored: string[]
  readonly moved: { id: string; from: OrderStatus; to: OrderStatus }[]
}

/** What a batch has looked at and holds. */
interface Ground {
  /** Customers who are locked, and whose figures may change. */
  readonly touched: Set<string>
  /** Keys under which an order stands. */
  readonly standing: Set<string>
}

/** Whose the orders of a batch are, in its order, and who of them is locked. */
export interface Owners {
  readonly resolved: readonly ResolvedCustomer[]
  readonly locked: ReadonlySet<string>
}

interface Placed {
  readonly results: Written[]
  /** Sends what follows: figures of customers and events. */
  readonly settle: () => Promise<unknown>
}

const idsPerEvent = 500

@Injectable()
export class OrderPlacement {
  constructor(
    private readonly queries: OrdersQueries,
    private readonly lines: OrderLines,
    private readonly customers: CustomersService,
    private readonly stated: StatedFields,
    private readonly outbox: Outbox,
    readonly plain: PlainOrders,
  ) {}

  /** Places or updates every order once; call inside `tx`. Throws OrderNumberTaken and OrdersRefused. */
  async placeMany(commands: readonly PlaceOrder[]): Promise<Written[]> {
    const { results, settle } = await this.write(commands, await this.owners(commands))
    await settle()
    return results
  }

  /**
   * Whose the orders are. Where all of them are new and name people by id, these are everybody whose lock is needed, and
   * whoever is locked need not be looked for.
   */
  async owners(commands: readonly PlaceOrder[]): Promise<Owners> {
    const references = commands.map(({ customer }) => customer)
    const named = references.map((customer) => (customer && 'id' in customer ? customer.id.toLowerCase() : null))
    const areNew = commands.every(
      ({ external_id }, index) => external_id === null && (named[index] || !references[index]),
    )
    const ids = named.filter((id) => id !== null)
    const locked = await this.customers.lockLiving(areNew ? ids : [])
    if (areNew && ids.every((id) => locked.has(id)))
      return { resolved: named.map((id) => ({ id, named: null })), locked }
    return { resolved: await this.customers.resolveMany(references), locked }
  }

  /** Writes the orders. What follows from them is left to `settle`, and who reads an order need not wait for it. */
  async write(commands: readonly PlaceOrder[], { resolved, locked }: Owners): Promise<Placed> {
    const placings = commands.map((command, index) => {
      const { id: customerId = null, named = null } = resolved[index] ?? {}
      return { command, customerId, named }
    })
    const outcomes: Outcomes = { results: new Map(), restored: [], moved: [] }
    const ground = await this.lockCustomers(placings, locked)
    for (const round of rounds(placings)) await this.placeRound(round, outcomes, ground)
    const results = placings.map((placing) => outcomes.results.get(placing) as Written)
    const changed = results.some(({ outcome }) => outcome !== 'unchanged')
    // Neither needs the other's answer, so they travel together.
    const settle = () =>
      Promise.all([changed ? this.customers.refreshFigures([...ground.touched]) : null, this.tell(results, outcomes)])
    return { results, settle }
  }

  /** Replaces one order whose customer's and own locks are held. */
  async replace(command: PlaceOrder, before: StandingOrder, { id, named }: ResolvedCustomer): Promise<void> {
    const { content_hash } = before
    const row = toRow(command, { id: before.id, change: 'replace', customerId: id, named, content_hash })
    const lines = await this.lines.keep([before.id], toItemRows(command, before.id))
    await this.writeRows([row], [linesJson(lines)], command)
  }

  private async lockCustomers(placings: readonly Placing[], locked: ReadonlySet<string>): Promise<Ground> {
    const before = await this.queries.ownersUnder(keysOf(placings))
    const owners = [...placings.map(({ customerId }) => customerId), ...before.map(({ customer_id }) => customer_id)]
    const touched = new Set(owners.filter((id): id is string => id !== null))
    const resolved = placings.map(({ customerId: id, named }) => ({ id, named }))
    const others = [...touched].filter((id) => !locked.has(id))
    await this.customers.lock(others, resolved)
    return { touched, standing: new Set(before.map(nameOf)) }
  }

  /** Two who place the same order at once: the second finds that its row was not written, and looks again. */
  private async placeRound(round: readonly Placing[], outcomes: Outcomes, ground: Ground): Promise<void> {
    let waiting = round
    for (let attempt = 0; waiting.length; attempt++) {
      const decided = await this.withFields(await this.decide(waiting, outcomes, ground))
      // Whoever placed it meanwhile, it stands now.
      for (const key of keysOf(waiting)) ground.standing.add(nameOf(key))
      const written = await this.writeDecided(decided)
      const lost = decided.filter(({ id }) => !written.has(id))
      const taken = lost.find(({ placing }) => placing.command.external_id === null || attempt > 0)
      if (taken) throw new OrderNumberTaken(taken.placing.command.order_number ?? '')
      for (const one of decided) if (written.has(one.id)) note(outcomes, one)
      waiting = waiting.filter((placing) => !outcomes.results.has(placing))
    }
  }

  /** What stood nowhere is not looked for again: should it stand by now, its row is not written. */
  private async decide(waiting: readonly Placing[], outcomes: Outcomes, ground: Ground): Promise<Decided[]> {
    const keys = keysOf(waiting).filter((key) => ground.standing.has(nameOf(key)))
    const standing = await this.queries.lockByKey(keys)
    await this.lockFormerCustomers(standing, ground.touched)
    const byKey = new Map(standing.map((order) => [nameOf(order), order]))
    const decided: Decided[] = []
    for (const placing of waiting) {
      const before = byKey.get(nameOf(placing.command)) ?? null
      if (before && isKnown(placing, before)) {
        outcomes.results.set(placing, { id: before.id, outcome: 'unchanged' })
      } else {
        decided.push({ placing, id: before?.id ?? newOrderId(placing.command), before, fields: null })
      }
    }
    return decided
  }

  private async withFields(decided: readonly Decided[]): Promise<Decided[]> {
    const fields = await this.stated.judge(
      decided.map(({ id, before, placing: { command } }) => ({ id, isNew: before === null, command })),
    )
    return decided.map((one) => ({ ...one, fields: fields.get(one.id) ?? null }))
  }

  /** An order that changed hands while we waited for its row. */
  private async lockFormerCustomers(standing: readonly StandingOrder[], touched: Set<string>): Promise<void> {
    const former = standing.map(({ customer_id }) => customer_id).filter((id) => id !== null && !touched.has(id))
    if (!former.length) return
    for (const id of former as string[]) touched.add(id)
    await this.customers.lock(former as string[])
  }

  private async writeDecided(decided: readonly Decided[]): Promise<Set<string>> {
    if (!decided.length) return new Set()
    const rows = decided.map(({ placing: { command, customerId, named }, id, before, fields }, turn) =>
      toRow(command, { id, turn, change: before ? 'replace' : 'create', customerId, named, custom_fields: fields }),
    )
    return this.writeRows(rows, await this.linesOf(decided), decided[0]?.placing.command)
  }

  private async linesOf(decided: readonly Decided[]): Promise<string[]> {
    const standing = decided.filter(({ before }) => before)
    const told = standing.flatMap(({ placing, id }) => toItemRows(placing.command, id))
    const kept = await this.lines.keep(
      standing.map(({ id }) => id),
      told,
    )
    return [
      linesJson(kept),
      ...decided.filter(({ before }) => !before).map(({ placing }) => newLinesJson(placing.command)),
    ]
  }

  private async writeRows(
    rows: readonly OrderRow[],
    lines: readonly string[],
    command: PlaceOrder | undefined,
  ): Promise<Set<string>> {
    try {
      return await this.queries.write(rows, lines)
    } catch (error) {
      throw whatIsTaken(error, command?.order_number ?? null) ?? error
    }
  }

  private async tell(results: readonly Written[], { restored, moved }: Outcomes): Promise<void> {
    const idsOf = (outcome: Written['outcome']): string[] => [
      ...new Set(results.filter((result) => result.outcome === outcome).map(({ id }) => id)),
    ]
    const created = idsOf('created')
    const updated = idsOf('updated').filter((id) => !created.includes(id))
    for (const ids of chunks(created)) await this.outbox.append('order.created', { ids })
    for (const ids of chunks(updated)) await this.outbox.append('order.updated', { ids })
    for (const ids of chunks(restored)) await this.outbox.append('order.restored', { ids })
    for (const [way, ids] of groupByWay(moved)) {
      const [from, to] = way.split(' ') as [OrderStatus, OrderStatus]
      for (const chunk of chunks(ids)) await this.outbox.append('order.status_changed', { ids: chunk, from, to })
    }
  }
}

function keysOf(placings: readonly Placing[]): OrderKey[] {
  return placings.flatMap(({ command: { source, external_id } }) =>
    external_id === null ? [] : [{ source, external_id }],
  )
}

function nameOf({ source, external_id }: Pick<PlaceOrder, 'source' | 'external_id'>): string {
  return `${source}\n${external_id}`
}

/** The same order twice in a batch is placed one after the other. */
function rounds(placings: readonly Placing[]): Placing[][] {
  const found: Placing[][] = []
  const seen = new Map<string, number>()
  for (const placing of placings) {
    const key = nameOf(placing.command)
    const turn = placing.command.external_id === null ? 0 : (seen.get(key) ?? 0)
    seen.set(key, turn + 1)
    ;(found[turn] ??= []).push(placing)
  }
  return found
}

/** Whether the order stands already as the command says, or in a newer state. */
function isKnown({ command, customerId }: Placing, before: StandingOrder): boolean {
  const told = command.external_updated_at ? Date.parse(command.external_updated_at) : null
  if (told !== null && before.external_updated_at !== null && told < Number(before.external_updated_at)) return true
  if (before.is_deleted) return false
  return before.content_hash === orderHash(command) && before.customer_id === customerId
}

function note({ results, restored, moved }: Outcomes, one: Decided): void {
  const { id, before, placing } = one
  results.set(placing, { id, outcome: before ? 'updated' : 'created' })
  if (before?.is_deleted) restored.push(id)
  if (before && before.status !== placing.command.status)
    moved.push({ id, from: before.status, to: placing.command.status })
}

function groupByWay(moved: Outcomes['moved']): Map<string, string[]> {
  const ways = new Map<string, string[]>()
  for (const { id, from, to } of moved) ways.set(`${from} ${to}`, [...(ways.get(`${from} ${to}`) ?? []), id])
  return ways
}

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / idsPerEvent) }, (_, index) =>
    ids.slice(index * idsPerEvent, (index + 1) * idsPerEvent),
  )
}
