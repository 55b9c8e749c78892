-- Connections that write at the same time count in slots of their own: with a slot by chance, many a writer waited
-- for another's commit.
create or replace function count_rows(counted text, difference bigint) returns void language sql volatile
begin atomic
  insert into tenant_counts (tenant_id, name, slot, count)
  values (current_tenant(), counted, pg_backend_pid() % 16, difference)
  on conflict (tenant_id, name, slot) do update set count = tenant_counts.count + excluded.count;
end;
