create or replace view customer_order_facts_v1 with (security_invoker) as
select tenant_id, customer_id, 'order' as kind, gross_amount as amount, currency, rate_day, placed_at, counts_as_order
  from orders_v1
 where customer_id is not null and counts_as_order
union all
select tenant_id, customer_id, 'refund', amount, currency, rate_day, refunded_at, false
  from refunds_v1
 where customer_id is not null and counts;
