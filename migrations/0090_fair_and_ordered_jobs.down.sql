drop index outbox_events_time_idx;
drop index outbox_heads_tenant_idx;
alter table outbox_heads drop column seq;
create index outbox_heads_tenant_idx on outbox_heads (tenant_id, id);

drop table job_order;
drop table queue_pauses;

alter table job_heads reset (autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor);
drop index job_heads_dead_idx;
drop index job_heads_lease_idx;
drop index job_heads_soonest_idx;
drop index job_heads_turn_idx;
create index job_heads_due_idx on job_heads (queue, tenant_id, run_at) where state in ('pending', 'running');
update job_heads set state = 'pending' where state = 'waiting';
alter table job_heads drop constraint job_heads_state_check;
alter table job_heads add constraint job_heads_state_check
  check (state in ('pending', 'running', 'done', 'dead', 'cancelled'));
alter table job_heads drop column turn;
