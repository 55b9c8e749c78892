-- A shop's history fills new tables as a large file does.
create or replace function learn_growth() returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  grown regclass;
begin
  for grown in
    select c.oid::regclass from pg_class c
     where c.oid = any('{customers,customer_identities,orders,order_items,refunds,refund_items,shipments,shipment_items,shop_objects,products,product_variants,import_rows,import_documents,import_changes}'::regclass[])
       and pg_relation_size(c.oid) / current_setting('block_size')::integer > 4 * greatest(c.relpages, 4)
  loop
    -- Nobody waits for it: whoever holds the table is learning, too.
    execute format('analyze (skip_locked) %s', grown);
  end loop;
end $$;
