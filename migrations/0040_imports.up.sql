-- Files that are brought in. Counts: rows of the file in total, processed and rejected; documents (orders and refunds)
-- in created, updated and unchanged.
create table imports (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('orders')),
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  filename text not null check (length(filename) <= 255),
  file_id uuid not null,
  file_bytes bigint not null,
  mapping text not null,
  custom_mapping jsonb,
  options jsonb not null,
  header text[],
  total_rows bigint,
  processed_rows bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  rejected bigint not null default 0,
  error jsonb,
  job_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint imports_created_by_fk foreign key (tenant_id, created_by) references memberships (tenant_id, user_id) on delete set null (created_by)
);
create index imports_created_idx on imports (tenant_id, created_at, id);
create index imports_finished_idx on imports (tenant_id, finished_at) where finished_at is not null;
select protect_tenant_table('imports');

-- Staging: the rows of a file while it is brought in, and afterwards those that were rejected. `cells` is a JSON array
-- of texts; nothing looks into it in SQL, so it is not parsed again. One index and no foreign key, because half a million
-- rows come and go with an import: its job clears them.
create table import_rows (
  tenant_id uuid not null,
  import_id uuid not null,
  -- Empty when the row belongs to no document.
  document_key text not null,
  line integer not null,
  cells text not null,
  error text,
  primary key (tenant_id, import_id, document_key, line)
);
create index import_rows_rejected_idx on import_rows (tenant_id, import_id, line) where error is not null;
select protect_tenant_table('import_rows');

-- The documents of a file in the order of their first lines, with how much stands up to and including each: chunks are
-- cut from it by size.
create table import_documents (
  tenant_id uuid not null,
  import_id uuid not null,
  sequence integer not null,
  document_key text not null,
  row_count bigint not null,
  bytes bigint not null,
  rows_through bigint not null,
  bytes_through bigint not null,
  primary key (tenant_id, import_id, sequence)
);
select protect_tenant_table('import_documents');

-- Files hold whatever a shop has: only those who may import see them and their rows.
create policy importers on imports as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy importers on import_rows as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy importers on import_documents as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
