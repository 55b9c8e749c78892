-- Rows below an order are visible to an agent where their order is. Written into the policy, the look for the parent is
-- part of every statement that reads them, whoever asks, and one order has sixteen of these; a function is asked by
-- agents alone. Items and values of fields keep theirs: agents' reports and filters read them by the thousand.
create function sees_order(order_id uuid) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (select from orders o where o.tenant_id = current_tenant() and o.id = order_id);
end $$;
create function sees_refund(refund_id uuid) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (select from refunds r where r.tenant_id = current_tenant() and r.id = refund_id);
end $$;
create function sees_return(return_id uuid) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (select from returns r where r.tenant_id = current_tenant() and r.id = return_id);
end $$;
create function sees_shipment(shipment_id uuid) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (select from shipments s where s.tenant_id = current_tenant() and s.id = shipment_id);
end $$;

do $$
declare
  child record;
  visible text;
begin
  for child in
    select * from (values ('shipments', 'sees_order(order_id)'), ('returns', 'sees_order(order_id)'),
                          ('refund_items', 'sees_refund(refund_id)'), ('return_items', 'sees_return(return_id)'),
                          ('shipment_items', 'sees_shipment(shipment_id)')) as c (name, parent)
  loop
    visible := format($q$case when (select current_role_name()) in ('admin', 'manager', 'readonly', 'system') then true else %s end$q$, child.parent);
    execute format('alter policy visible_parent on %I using (%s) with check (%s)', child.name, visible, visible);
  end loop;
end $$;
