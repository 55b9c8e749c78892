-- Files of customers, and the undo of imports.
alter table imports drop constraint imports_kind_check, drop constraint imports_status_check;
alter table imports
  add constraint imports_kind_check check (kind in ('orders', 'customers')),
  add constraint imports_status_check
    check (status in ('draft', 'queued', 'running', 'completed', 'failed', 'cancelled', 'undone')),
  add column undo_job_id uuid,
  add column undo_started_at timestamptz,
  add column undo_finished_at timestamptz,
  add column undo_total bigint not null default 0,
  add column undo_restored bigint not null default 0,
  add column undo_removed bigint not null default 0,
  add column undo_kept bigint not null default 0;

-- What an import did to each row: the fields that it changed as they were and as it left them, or that it made the row.
-- Written by the import's own chunks, read by its undo, forgotten after a month. Like the staging tables it has no
-- foreign keys: it must outlive the rows that it speaks of.
create table import_changes (
  tenant_id uuid not null,
  id uuid not null,
  import_id uuid not null,
  subject text not null check (subject in ('refund', 'order', 'identity', 'customer', 'tag')),
  subject_id uuid not null,
  -- Of the file, where the row stands first.
  line integer not null,
  action text not null check (action in ('created', 'updated')),
  before jsonb not null default '{}',
  after jsonb not null default '{}',
  -- The row's versions before the import and as it left it; null for rows that count no edits.
  version_before integer,
  version integer,
  -- Rows are locked when they are logged, so these times order what several imports did to one row.
  written_at timestamptz not null default clock_timestamp(),
  undone_at timestamptz,
  -- Why the undo left something of it standing, and which fields.
  kept text check (kept in ('changed', 'used', 'newer_import', 'deleted', 'email_taken')),
  kept_fields text[] not null default '{}',
  primary key (tenant_id, id),
  constraint import_changes_row_uq unique (tenant_id, import_id, subject, subject_id)
);
create index import_changes_subject_idx on import_changes (tenant_id, subject_id, subject, written_at);
create index import_changes_kept_idx on import_changes (tenant_id, import_id, line, id) where kept is not null;
select protect_tenant_table('import_changes');
create policy importers on import_changes as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));

-- Which of these rows others point at by a foreign key, from tables other than `own`: what hangs on a row is a reason
-- not to remove it, whoever made the table.
create function rows_in_use(target regclass, ids uuid[], own regclass[]) returns setof uuid language plpgsql stable as $$
declare
  pointing record;
begin
  for pointing in
    select c.conrelid::regclass as source, a.attname as pointer
      from pg_constraint c
      join pg_attribute key on key.attrelid = c.confrelid and key.attname = 'id'
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_position(c.confkey, key.attnum)]
     where c.contype = 'f' and c.confrelid = target and c.conrelid <> all (own)
  loop
    return query execute format(
      'select distinct p.%1$I from %2$s p where p.tenant_id = current_tenant() and p.%1$I = any($1)',
      pointing.pointer, pointing.source) using ids;
  end loop;
end $$;
