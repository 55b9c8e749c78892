// How much of an order has been sent and has arrived. A shipment that names no items holds all of the order.

/** The items of the shipment with this alias, as JSON. */
export function shipmentItems(shipment: string): string {
  return `(select coalesce(json_agg(json_build_object('id', x.id, 'order_item_id', x.order_item_id, 'sku', x.sku,
             'product_name', x.product_name, 'variant_name', x.variant_name, 'quantity', x.quantity) order by x.position), '[]')
     from shipment_items x where x.tenant_id = current_tenant() and x.shipment_id = ${shipment}.id)`
}

/** SQL for the state of the order with this id, in one row. */
export function fulfilmentOf(order: string): string {
  const sent = (moment: string): string => `coalesce((
    select sum(x.quantity) from shipment_items x
      join shipments s on s.tenant_id = x.tenant_id and s.id = x.shipment_id and s.${moment} is not null
     where x.tenant_id = current_tenant() and x.order_item_id = i.id), 0)`
  return `select case when t.quantity > 0 and t.delivered >= t.quantity then 'delivered'
                      when t.quantity > 0 and t.shipped >= t.quantity then 'shipped'
                      when t.shipped > 0 then 'partly_shipped' else 'not_shipped' end as state,
                 t.quantity, t.shipped as shipped_quantity, t.delivered as delivered_quantity
    from (
      select coalesce(sum(l.quantity), 0)::integer as quantity,
             coalesce(sum(case when w.shipped then l.quantity else least(l.quantity, l.shipped) end), 0)::integer as shipped,
             coalesce(sum(case when w.delivered then l.quantity else least(l.quantity, l.delivered) end), 0)::integer as delivered
        from (select i.quantity, ${sent('shipped_at')} as shipped, ${sent('delivered_at')} as delivered
                from order_items i where i.tenant_id = current_tenant() and i.order_id = ${order} and i.kind = 'sale') l
       cross join (
             select coalesce(bool_or(s.shipped_at is not null), false) as shipped,
                    coalesce(bool_or(s.delivered_at is not null), false) as delivered
               from shipments s
              where s.tenant_id = current_tenant() and s.order_id = ${order}
                and not exists (select from shipment_items x where x.tenant_id = current_tenant() and x.shipment_id = s.id)) w
    ) t`
}
