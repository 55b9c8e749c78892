create or replace function count_changed_customer() returns trigger language plpgsql as $$
begin
  -- Whoever was counted has a row; where a tenant is deleted it may be gone before her, and must not come back.
  if old.deleted_at is null then
    update customer_counts n set count = n.count - 1
     where n.tenant_id = old.tenant_id and n.country_code is not distinct from old.country_code and n.status = old.status
       and n.slot = (select min(s.slot) from customer_counts s where s.tenant_id = old.tenant_id
                        and s.country_code is not distinct from old.country_code and s.status = old.status);
  end if;
  if tg_op = 'UPDATE' and new.deleted_at is null then
    insert into customer_counts as n (tenant_id, country_code, status, slot, count)
    values (new.tenant_id, new.country_code, new.status, pg_backend_pid() % 16, 1)
        on conflict on constraint customer_counts_uq do update set count = n.count + 1;
  end if;
  return null;
end $$;
