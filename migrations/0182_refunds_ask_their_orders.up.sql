-- A customer has few refunds, and each asks for its own order. Joined as in refunds_v1, which reports read by the month, all
-- orders of the workspace were read for the figures of a few hundred customers.
create or replace view customer_order_facts_v1 with (security_invoker) as
select tenant_id, customer_id, 'order' as kind, gross_amount as amount, currency, rate_day, placed_at, counts_as_order
  from orders_v1
 where customer_id is not null and counts_as_order
union all
select tenant_id, customer_id, 'refund', amount, currency, rate_day, refunded_at, false
  from refunds r
 where r.customer_id is not null
   and (r.order_id is null
        or (select o.status <> 'cancelled' and o.deleted_at is null
              from orders o where o.tenant_id = r.tenant_id and o.id = r.order_id));
