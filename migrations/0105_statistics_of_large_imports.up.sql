-- The database plans by what it knows of its tables, and learns it in the background after a minute. A large file that
-- fills new tables would be written meanwhile by plans for empty ones: each line of an order then looks through all
-- orders of its workspace to find its own. An import calls this after each chunk; who is not the owner may not analyze.
create function learn_growth() returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  grown regclass;
begin
  for grown in
    select c.oid::regclass from pg_class c
     where c.oid = any('{customers,customer_identities,orders,order_items,refunds,refund_items,import_rows,import_documents,import_changes}'::regclass[])
       and pg_relation_size(c.oid) / current_setting('block_size')::integer > 4 * greatest(c.relpages, 4)
  loop
    -- Nobody waits for it: whoever holds the table is learning, too.
    execute format('analyze (skip_locked) %s', grown);
  end loop;
end $$;
revoke execute on function learn_growth() from public;
grant execute on function learn_growth() to portolan_app;
