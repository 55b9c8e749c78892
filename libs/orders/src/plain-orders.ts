// Plain orders (migration 0189): new ones of people who are named by their ids, about whom nothing has to be asked
// first. Each is one packet there and one back, and those of one sign-in that come while one is being written share the
// next (ADR 49).
import { Injectable } from '@nestjs/common'
import { CustomersService } from '@portolan/customers'
import { config, context, Database, GroupCommit, Outbox, sqlState, type Context, type Json } from '@portolan/platform'
import type { PlaceOrder } from './order.commands'
import { whatIsTaken } from './order.errors'
import { newLinesJson, newOrderId, toRow } from './order.row'
import { notPlain, OrdersQueries } from './orders.queries'
import { placedOrdersResource } from './orders.resource'

interface PlainOrder {
  readonly caller: Pick<Context, 'tenant' | 'user' | 'role' | 'session'>
  readonly correlation: string
  readonly id: string
  readonly customerId: string | null
  /** JSON of the order's row, and of its lines. */
  readonly row: string
  readonly lines: string
}

const bounds = {
  items: 32,
  bytes: 1024 * 1024,
  // However many place orders at once, half of the connections stay for everybody else.
  atOnce: Math.ceil(config.DATABASE_POOL / 2),
}

@Injectable()
export class PlainOrders {
  private readonly orders = new GroupCommit<PlainOrder, Json>(bounds, (orders) => this.write(orders))

  constructor(
    private readonly db: Database,
    private readonly queries: OrdersQueries,
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  /** The order as it was placed. Null for one that is not plain; then nothing was written. Throws OrderNumberTaken. */
  async place(command: PlaceOrder): Promise<Json | null> {
    const customerId = command.customer && 'id' in command.customer ? command.customer.id.toLowerCase() : null
    const mayBePlain = command.external_id === null && !command.custom_fields && (customerId || !command.customer)
    // Inside another's transaction an order that is not plain could not be placed any more.
    if (!mayBePlain || this.db.isInside) return null
    const { tenant, user, role, session, correlation } = context()
    const caller = { tenant, user, role, session }
    const id = newOrderId(command)
    const row = toRow(command, { id, change: 'create', customerId, named: null }).json
    const lines = newLinesJson(command)
    const order = { caller, correlation, id, customerId, row, lines }
    try {
      return await this.orders.add(Object.values(caller).join(), order, row.length + lines.length)
    } catch (error) {
      if (sqlState(error) === notPlain) return null
      throw whatIsTaken(error, command.order_number) ?? error
    }
  }

  private write(orders: readonly PlainOrder[]): Promise<Json[]> {
    const [{ caller }] = orders as [PlainOrder]
    const ids = orders.map(({ id }) => id)
    const buyers = [...new Set(orders.map(({ customerId }) => customerId).filter((id) => id !== null))]
    const rows = `[${orders.map(({ row }) => row).join()}]`
    const lines = `[${orders.flatMap(({ lines }) => lines || []).join()}]`
    const events = orders.map(({ id, correlation }) => ({ payload: { ids: [id] }, correlation }))
    // What is ambient is one of their requests, or the one before.
    return this.db.as(caller, () =>
      this.db.tx(async () => {
        const [, , answers] = await Promise.all([
          this.queries.assertPlain(buyers),
          this.queries.writePlain(rows, lines),
          placedOrdersResource.many(this.db, ids),
          this.customers.refreshFigures(buyers),
          this.outbox.appendCaused('order.created', events, { last: true }),
        ])
        return ids.map((id) => answers.get(id) as Json)
      }),
    )
  }
}
