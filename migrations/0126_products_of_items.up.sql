-- An order's item names its product by the shop's own id: with the order's source that is a product of the catalogue,
-- whichever of the two came first. Nothing is written for it, so nothing has to be kept in step.
create index order_items_product_idx on order_items (tenant_id, product_id) where product_id is not null;

create or replace view order_items_v1 with (security_invoker) as
select i.tenant_id, i.id, i.order_id, i.position, i.kind, i.product_id, i.sku, i.product_name, i.variant_name,
       i.quantity, i.unit_price, i.total_price, o.currency, o.day, o.rate_day, o.customer_id, o.country_code, o.assigned_to,
       o.source, o.placed_at,
       -- A sale line of an order that was not cancelled: what revenue is made of.
       i.kind = 'sale' and o.status <> 'cancelled' as counts
  from order_items i
  join orders o on o.tenant_id = i.tenant_id and o.id = i.order_id
 where o.deleted_at is null;

-- What refunds say about products: the line of the order, where they name it, says more than their own words.
create view refund_items_v1 with (security_invoker) as
select x.tenant_id, x.id, x.refund_id, r.order_id, x.quantity, x.total_price,
       coalesce(i.product_id, x.product_id) as product_id, coalesce(i.sku, x.sku) as sku,
       coalesce(i.product_name, x.product_name) as product_name, i.variant_name,
       coalesce(o.source, r.source) as source, r.customer_id, r.currency, r.day, r.rate_day, r.refunded_at, r.country_code,
       r.assigned_to, r.order_id is null or (o.status <> 'cancelled' and o.deleted_at is null) as counts
  from refund_items x
  join refunds r on r.tenant_id = x.tenant_id and r.id = x.refund_id
  left join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id
  left join order_items i on i.tenant_id = x.tenant_id and i.id = x.order_item_id;

grant select on refund_items_v1 to portolan_app;
