update import_changes set kept = 'changed' where kept = 'value_taken';
alter table import_changes drop constraint import_changes_kept_check, add constraint import_changes_kept_check
  check (kept in ('changed', 'used', 'newer_import', 'deleted', 'email_taken'));
