// Beside the data set, whose every change makes the data anew.
import { spanKey, spansOf } from '../../libs/analytics/src/buyer-spans'
import { of } from '../../libs/analytics/src/revenue.relations'
import { buyers, countByCountry, ordersEach } from './data-set'

/** Statements that take away what a run has written: its orders, whom it imported, and what followed from them. */
export function forgetting(size: number): string[] {
  const large = `(select id from tenants where slug = 'large-shop')`
  // An array is looked through by hash, and each table read once: nobody has told the planner how many they are.
  const buyersOfRuns = `any(array(select id from customers where tenant_id = ${large} and email like '%@runs.example'))`
  return [
    `truncate outbox_heads, outbox_events, job_heads, job_payloads, job_order, job_failures, timeline_entries, audit_log,
       imports, import_rows, import_documents, import_changes, idempotency_keys, inbox_events cascade`,
    `delete from integrations where tenant_id = ${large}`,
    `delete from orders where tenant_id = ${large} and customer_id = ${buyersOfRuns}`,
    // They are counted anew below; one by one, their counts would be rewritten as often as there are of them. One
    // transaction, so that no run that is cut off leaves the triggers away.
    `alter table customers disable trigger user;
     delete from customers where tenant_id = ${large} and email like '%@imports.example';
     alter table customers enable trigger user`,
    `update customers set lifetime_value = 0, total_orders = 0, average_order_value = 0, first_order_date = null, last_order_date = null
      where tenant_id = ${large} and email like '%@runs.example' and total_orders > 0`,
    `delete from customer_counts where tenant_id = ${large}`,
    countByCountry(`where tenant_id = ${large}`),
    `delete from tenant_counts where tenant_id = ${large}`,
    `insert into tenant_counts (tenant_id, name, slot, count)
     values (${large}, 'customers', 0, ${size + buyers}), (${large}, 'orders', 0, ${size * ordersEach})`,
    `with gone as materialized (
       ${spansOf(`select b.*, 1 as sign from buyer_days b where b.tenant_id = ${large} and b.customer_id = ${buyersOfRuns}`)}),
     emptied as (
       delete from buyer_spans s using gone g
        where s.tenant_id = ${large} and (${of('s', spanKey)}) = (${of('g', spanKey)}) and s.buyers = g.buyers)
     update buyer_spans s set buyers = s.buyers - g.buyers from gone g
      where s.tenant_id = ${large} and (${of('s', spanKey)}) = (${of('g', spanKey)}) and s.buyers <> g.buyers`,
    `delete from buyer_days where tenant_id = ${large} and customer_id = ${buyersOfRuns}`,
    `delete from revenue_daily where tenant_id = ${large} and day >= current_date`,
    'vacuum (analyze) customers, orders, order_items, dirty_days, tenant_counts, customer_counts, agent_counts',
  ]
}
