create or replace function count_rows(counted text, difference bigint) returns void language sql volatile
begin atomic
  insert into tenant_counts (tenant_id, name, slot, count)
  values (current_tenant(), counted, floor(random() * 16)::integer, difference)
  on conflict (tenant_id, name, slot) do update set count = tenant_counts.count + excluded.count;
end;
