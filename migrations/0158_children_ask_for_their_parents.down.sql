do $$
declare
  child record;
  visible text;
begin
  for child in
    select * from (values ('shipments', 'orders', 'order_id'), ('returns', 'orders', 'order_id'), ('refund_items', 'refunds', 'refund_id'),
                          ('return_items', 'returns', 'return_id'), ('shipment_items', 'shipments', 'shipment_id')) as c (name, parent, key)
  loop
    visible := format(
      $q$(select current_role_name()) in ('admin', 'manager', 'readonly', 'system') or exists (select from %2$I parent where parent.tenant_id = %1$I.tenant_id and parent.id = %1$I.%3$I)$q$,
      child.name, child.parent, child.key);
    execute format('alter policy visible_parent on %I using (%s) with check (%s)', child.name, visible, visible);
  end loop;
end $$;

drop function sees_order(uuid), sees_refund(uuid), sees_return(uuid), sees_shipment(uuid);
