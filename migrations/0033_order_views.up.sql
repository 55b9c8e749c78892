-- What other domains may read of orders. Rows in the trash are not there.
create view orders_v1 with (security_invoker) as
select tenant_id, id, customer_id, order_number, source, external_id, channel, status, payment_status, placed_at, day,
       country_code, currency,
       -- A cancelled order earned nothing.
       case when status = 'cancelled' then 0 else gross_amount end as gross_amount,
       total_amount, total_amount_usd, rate_day, fx_state = 'provisional' as is_provisional,
       status <> 'cancelled' and has_sale as counts_as_order, assigned_to
  from orders
 where deleted_at is null;

create view order_items_v1 with (security_invoker) as
select i.tenant_id, i.id, i.order_id, i.position, i.kind, i.product_id, i.sku, i.product_name, i.variant_name,
       i.quantity, i.unit_price, i.total_price, o.currency, o.day, o.rate_day, o.customer_id, o.country_code, o.assigned_to
  from order_items i
  join orders o on o.tenant_id = i.tenant_id and o.id = i.order_id
 where o.deleted_at is null;

-- A refund of an order that was cancelled or deleted counts nowhere: the order's gross is out already.
create view refunds_v1 with (security_invoker) as
select r.tenant_id, r.id, r.order_id, r.customer_id, r.amount, r.currency, r.refunded_at, r.day, r.rate_day,
       r.country_code, r.order_id is null or (o.status <> 'cancelled' and o.deleted_at is null) as counts, r.assigned_to,
       r.source, r.external_id
  from refunds r
  left join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id;

-- What a customer's figures are made of; refunds are to be subtracted.
create view customer_order_facts_v1 with (security_invoker) as
select tenant_id, customer_id, 'order' as kind, gross_amount as amount, currency, rate_day, placed_at, counts_as_order
  from orders_v1
 where customer_id is not null and counts_as_order
union all
select tenant_id, customer_id, 'refund', amount, currency, rate_day, refunded_at, false
  from refunds_v1
 where customer_id is not null and counts;

grant select on orders_v1, order_items_v1, refunds_v1, customer_order_facts_v1 to portolan_app;
