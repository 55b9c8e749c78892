drop function rows_in_use;
drop table import_changes;
delete from imports where kind <> 'orders' or status in ('draft', 'undone');
alter table imports drop constraint imports_kind_check, drop constraint imports_status_check,
  drop column undo_job_id, drop column undo_started_at, drop column undo_finished_at, drop column undo_total, drop column undo_restored,
  drop column undo_removed, drop column undo_kept;
alter table imports
  add constraint imports_kind_check check (kind in ('orders')),
  add constraint imports_status_check check (status in ('queued', 'running', 'completed', 'failed', 'cancelled'));
