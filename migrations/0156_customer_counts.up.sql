-- How many living customers a country and a status have: what the lists filtered by them say as their total, for which
-- every row was counted. Slots as in tenant_counts. A count of one slot may fall below zero; the sum is right.
create table customer_counts (
  tenant_id uuid not null references tenants on delete cascade,
  country_code text,
  status text not null,
  slot integer not null check (slot between 0 and 15),
  count bigint not null,
  constraint customer_counts_uq unique nulls not distinct (tenant_id, country_code, status, slot)
);
select protect_shared_table('customer_counts');

-- Triggers, so that no way of writing a row (a form, an import, a merge, an undo) can forget it. New rows come in
-- thousands and are counted by statement, in one order, so that two imports never wait in a ring.
create function count_new_customers() returns trigger language plpgsql as $$
begin
  insert into customer_counts as n (tenant_id, country_code, status, slot, count)
  select m.tenant_id, m.country_code, m.status, pg_backend_pid() % 16, count(*) from made m
   where m.deleted_at is null group by m.tenant_id, m.country_code, m.status order by m.tenant_id, m.country_code, m.status
      on conflict on constraint customer_counts_uq do update set count = n.count + excluded.count;
  return null;
end $$;

create function count_changed_customer() returns trigger language plpgsql as $$
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

create function forget_customer_counts() returns trigger language plpgsql as $$
begin
  truncate customer_counts;
  return null;
end $$;

create trigger customers_counted_on_insert after insert on customers referencing new table as made
  for each statement execute function count_new_customers();
create trigger customers_counted_on_update after update on customers for each row
  when (old.country_code is distinct from new.country_code or old.status <> new.status or (old.deleted_at is null) <> (new.deleted_at is null))
  execute function count_changed_customer();
create trigger customers_counted_on_delete after delete on customers for each row execute function count_changed_customer();
create trigger customers_counted_on_truncate after truncate on customers execute function forget_customer_counts();

insert into customer_counts (tenant_id, country_code, status, slot, count)
select tenant_id, country_code, status, 0, count(*) from customers where deleted_at is null group by 1, 2, 3;
