-- The undo of an import leaves a value standing whose old one another row has by now, and says so.
alter table import_changes drop constraint import_changes_kept_check, add constraint import_changes_kept_check
  check (kept in ('changed', 'used', 'newer_import', 'deleted', 'email_taken', 'value_taken'));
