drop view refund_items_v1, order_items_v1;
create view order_items_v1 with (security_invoker) as
select i.tenant_id, i.id, i.order_id, i.position, i.kind, i.product_id, i.sku, i.product_name, i.variant_name,
       i.quantity, i.unit_price, i.total_price, o.currency, o.day, o.rate_day, o.customer_id, o.country_code, o.assigned_to
  from order_items i
  join orders o on o.tenant_id = i.tenant_id and o.id = i.order_id
 where o.deleted_at is null;
grant select on order_items_v1 to portolan_app;
drop index order_items_product_idx;
