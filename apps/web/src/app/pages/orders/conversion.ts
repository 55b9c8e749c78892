import type { Order } from '../../data/orders.data'
import type { Conversion } from '../../ui/money'

/** The order's total in the workspace's currency at its own rate day; null where no rate has arrived yet. */
export function conversion(order: Order): Conversion {
  return {
    amount: order.total_amount_tenant,
    currency: order.tenant_currency,
    rateDate: order.fx_rate_date,
    provisional: order.fx_state === 'provisional',
  }
}
