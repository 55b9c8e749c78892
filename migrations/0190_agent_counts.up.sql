-- How many living customers and orders of a country and status an agent has: what the lists say as their total, for
-- which up to 10,001 rows were counted. Slots as in customer_counts: the writer's own, and only the sum is right.
create table agent_counts (
  tenant_id uuid not null references tenants on delete cascade,
  assigned_to uuid not null,
  list text not null check (list in ('customers', 'orders')),
  country_code text,
  status text not null,
  slot integer not null check (slot between 0 and 15),
  count bigint not null,
  constraint agent_counts_uq unique nulls not distinct (tenant_id, assigned_to, list, country_code, status, slot)
);
select protect_shared_table('agent_counts');

-- Of `made`, new rows of a table; in one order, so that two that add many never wait in a ring.
create function count_new_rows_of_agents() returns trigger language plpgsql as $$
begin
  insert into agent_counts as n (tenant_id, assigned_to, list, country_code, status, slot, count)
  select m.tenant_id, m.assigned_to, tg_table_name, m.country_code, m.status, pg_backend_pid() % 16, count(*) from made m
   where m.deleted_at is null and m.assigned_to is not null
   group by m.tenant_id, m.assigned_to, m.country_code, m.status
   order by m.tenant_id, m.assigned_to, m.country_code, m.status
      on conflict on constraint agent_counts_uq do update set count = n.count + excluded.count;
  return null;
end $$;

create function count_changed_row_of_agent() returns trigger language plpgsql as $$
declare
  own_slot constant integer := pg_backend_pid() % 16;
begin
  if old.deleted_at is null and old.assigned_to is not null then
    -- Where a tenant is deleted its counts are gone before its rows, and must not come back.
    insert into agent_counts as n (tenant_id, assigned_to, list, country_code, status, slot, count)
    select old.tenant_id, old.assigned_to, tg_table_name, old.country_code, old.status, own_slot, -1
     where exists (select from tenants t where t.id = old.tenant_id)
        on conflict on constraint agent_counts_uq do update set count = n.count - 1;
  end if;
  if tg_op = 'UPDATE' and new.deleted_at is null and new.assigned_to is not null then
    insert into agent_counts as n (tenant_id, assigned_to, list, country_code, status, slot, count)
    values (new.tenant_id, new.assigned_to, tg_table_name, new.country_code, new.status, own_slot, 1)
        on conflict on constraint agent_counts_uq do update set count = n.count + 1;
  end if;
  return null;
end $$;

create function forget_agent_counts() returns trigger language plpgsql as $$
begin
  delete from agent_counts where list = tg_table_name;
  return null;
end $$;

do $$
declare
  list text;
begin
  foreach list in array array['customers', 'orders'] loop
    execute format(
      'create trigger %1$s_of_agents_counted_on_insert after insert on %1$s referencing new table as made
         for each statement execute function count_new_rows_of_agents()', list);
    execute format(
      'create trigger %1$s_of_agents_counted_on_update after update on %1$s for each row
         when (coalesce(old.assigned_to, new.assigned_to) is not null
               and (old.assigned_to is distinct from new.assigned_to or old.country_code is distinct from new.country_code
                    or old.status <> new.status or (old.deleted_at is null) <> (new.deleted_at is null)))
         execute function count_changed_row_of_agent()', list);
    execute format(
      'create trigger %1$s_of_agents_counted_on_delete after delete on %1$s for each row
         when (old.assigned_to is not null) execute function count_changed_row_of_agent()', list);
    execute format(
      'create trigger %1$s_of_agents_counted_on_truncate after truncate on %1$s execute function forget_agent_counts()', list);
    execute format(
      'insert into agent_counts (tenant_id, assigned_to, list, country_code, status, slot, count)
       select tenant_id, assigned_to, %1$L, country_code, status, 0, count(*) from %1$I
        where deleted_at is null and assigned_to is not null group by 1, 2, 4, 5', list);
  end loop;
end $$;
