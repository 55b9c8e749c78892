-- Imports that are looked at before they run, rows that people put right in place, and mappings under names.
alter table imports
  alter column file_id drop not null,
  -- Whether it was a draft: then its dry runs make it one again.
  add column drafted boolean not null default false,
  -- The import whose rejected rows this one brings in again.
  add column retry_of uuid;

-- What people make of single rows: other cells, or null to leave the row out.
create table import_fixes (
  tenant_id uuid not null references tenants on delete cascade,
  import_id uuid not null,
  line integer not null check (line > 0),
  cells text,
  fixed_by uuid,
  fixed_at timestamptz not null default now(),
  primary key (tenant_id, import_id, line),
  constraint import_fixes_import_fk foreign key (tenant_id, import_id) references imports (tenant_id, id) on delete cascade
);
select protect_tenant_table('import_fixes');

create table import_mappings (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('orders', 'customers')),
  name text not null check (length(name) between 1 and 100),
  name_lower text generated always as (lower(name)) stored,
  columns jsonb not null check (jsonb_typeof(columns) = 'object'),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint import_mappings_name_uq unique (tenant_id, kind, name_lower)
);
create index import_mappings_name_idx on import_mappings (tenant_id, name_lower, id);
create index import_mappings_created_idx on import_mappings (tenant_id, created_at, id);
select protect_tenant_table('import_mappings');

create policy importers on import_fixes as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy importers on import_mappings as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
