-- Whoever leaves a country or status is taken off in the writer's own slot, too. Off the lowest one, all writers of a
-- workspace queued on the same row, and two that change many customers in different orders waited in a ring.
create or replace function count_changed_customer() returns trigger language plpgsql as $$
declare
  own_slot constant integer := pg_backend_pid() % 16;
begin
  if old.deleted_at is null then
    -- Where a tenant is deleted her counts are gone before her, and must not come back.
    insert into customer_counts as n (tenant_id, country_code, status, slot, count)
    select old.tenant_id, old.country_code, old.status, own_slot, -1
     where exists (select from tenants t where t.id = old.tenant_id)
        on conflict on constraint customer_counts_uq do update set count = n.count - 1;
  end if;
  if tg_op = 'UPDATE' and new.deleted_at is null then
    insert into customer_counts as n (tenant_id, country_code, status, slot, count)
    values (new.tenant_id, new.country_code, new.status, own_slot, 1)
        on conflict on constraint customer_counts_uq do update set count = n.count + 1;
  end if;
  return null;
end $$;
