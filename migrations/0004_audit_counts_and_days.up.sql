create table audit_log (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  occurred_at timestamptz not null,
  actor uuid,
  action text not null,
  subject_ids uuid[] not null,
  changes jsonb,
  facts jsonb not null,
  correlation text not null,
  primary key (tenant_id, id)
);
create index audit_log_time_idx on audit_log (tenant_id, occurred_at desc, id desc);
select protect_shared_table('audit_log');
select append_only('audit_log');
create policy auditors on audit_log as restrictive for select to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'));

-- Totals of unfiltered lists. Several slots per count, so that writers don't queue on one row; the sum is the total.
create table tenant_counts (
  tenant_id uuid not null references tenants on delete cascade,
  name text not null,
  slot integer not null check (slot between 0 and 15),
  count bigint not null,
  primary key (tenant_id, name, slot)
);
select protect_shared_table('tenant_counts');

create function count_rows(counted text, difference bigint) returns void language sql volatile
begin atomic
  insert into tenant_counts (tenant_id, name, slot, count)
  values (current_tenant(), counted, floor(random() * 16)::integer, difference)
  on conflict (tenant_id, name, slot) do update set count = tenant_counts.count + excluded.count;
end;

-- Marks "the revenue of this day must be recomputed", appended by every write that touches a day. Never updated, so
-- that writers of one day don't wait for each other.
create table dirty_days (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  day date not null,
  primary key (tenant_id, id)
);
select protect_shared_table('dirty_days');
