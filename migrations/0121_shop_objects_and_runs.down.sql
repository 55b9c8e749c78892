drop index integration_routes_due_idx;
alter table integration_routes drop column next_run_at;
alter table integrations drop column synced_to, drop column reconciled_at, drop column hooks_kept_at;
drop table sync_gaps;
drop table sync_runs;
drop table shop_objects;
