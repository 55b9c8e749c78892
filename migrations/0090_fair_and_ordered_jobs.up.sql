-- Whose turn a job is: its tenant's, or, for jobs of the installation, one of their own that comes last. Claims step from
-- turn to turn in the index, so that the jobs a tenant has waiting cost nobody else anything.
alter table job_heads add column turn uuid not null
  generated always as (coalesce(tenant_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) stored;

-- A waiting job has an earlier one about the same row before it (job_order).
alter table job_heads drop constraint job_heads_state_check;
alter table job_heads add constraint job_heads_state_check
  check (state in ('waiting', 'pending', 'running', 'done', 'dead', 'cancelled'));

drop index job_heads_due_idx;
create index job_heads_turn_idx on job_heads (queue, turn, run_at, id) where state = 'pending';
create index job_heads_soonest_idx on job_heads (queue, run_at) where state = 'pending';
create index job_heads_lease_idx on job_heads (queue, lease_until) where state = 'running';
create index job_heads_dead_idx on job_heads (tenant_id, finished_at) where state = 'dead';
-- Most heads are finished ones, and statistics of a moment without work must not decide how the next thousands are read.
alter table job_heads set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- A tenant's queue that its people paused; without a tenant, the queue of everybody.
create table queue_pauses (
  queue text not null,
  tenant_id uuid references tenants on delete cascade,
  paused_at timestamptz not null default now(),
  constraint queue_pauses_uq unique nulls not distinct (queue, tenant_id)
);
grant select, insert, update, delete on queue_pauses to portolan_app;

-- Consumers that ask for it get the events of one row in the order in which they happened: one line per consumer and
-- row. A job that is finished, or dead, leaves its lines.
create table job_order (
  tenant_id uuid not null references tenants on delete cascade,
  consumer text not null,
  subject_id uuid not null,
  seq bigint not null generated always as identity,
  job_id uuid not null,
  primary key (tenant_id, consumer, subject_id, seq)
);
create index job_order_job_idx on job_order (tenant_id, job_id);
select protect_shared_table('job_order');

-- The order of commits that touch the same row, which neither clocks nor ids of one millisecond give.
alter table outbox_heads add column seq bigint not null generated always as identity;
drop index outbox_heads_tenant_idx;
create index outbox_heads_tenant_idx on outbox_heads (tenant_id, seq);
create index outbox_events_time_idx on outbox_events (tenant_id, occurred_at);
