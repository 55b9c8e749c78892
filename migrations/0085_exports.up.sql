-- Customers and orders that somebody takes out as a file. The file is written by a job; `query` is the list's query
-- string, `columns` what the file has, both as they were asked for.
create table exports (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('customers', 'orders')),
  format text not null check (format in ('csv', 'json')),
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  query jsonb not null,
  columns text[] not null,
  total_rows bigint,
  processed_rows bigint not null default 0,
  -- Rows that were deleted between the moment the list was read and the moment they would have been written.
  left_out bigint not null default 0,
  error jsonb,
  file_id uuid,
  file_bytes bigint,
  job_id uuid not null,
  cancel_requested boolean not null default false,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz,
  primary key (tenant_id, id),
  constraint exports_created_by_fk foreign key (tenant_id, created_by) references memberships (tenant_id, user_id) on delete set null (created_by)
);
create index exports_created_idx on exports (tenant_id, created_at, id);
select protect_shared_table('exports');

-- Readonly members export too, and see what they took out themselves; agents take nothing out.
create policy exporters on exports as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system')
         or (select current_role_name()) = 'readonly' and created_by = (select current_actor()))
  with check ((select current_role_name()) in ('admin', 'manager', 'system')
         or (select current_role_name()) = 'readonly' and created_by = (select current_actor()));
