-- Facts leave in the transaction that made them true. Heads are global and carry no payload, so that the worker can
-- claim them for every tenant; payloads stand behind the tenant's policies.
create table outbox_heads (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  created_at timestamptz not null default now()
);
create index outbox_heads_tenant_idx on outbox_heads (tenant_id, id);

create table outbox_events (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  name text not null,
  version integer not null,
  payload jsonb not null,
  actor uuid,
  correlation text not null,
  occurred_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select protect_shared_table('outbox_events');

create table job_heads (
  id uuid primary key,
  tenant_id uuid references tenants on delete cascade,
  queue text not null,
  name text not null,
  state text not null default 'pending' check (state in ('pending', 'running', 'done', 'dead', 'cancelled')),
  run_at timestamptz not null default now(),
  attempts integer not null default 0,
  lost_leases integer not null default 0,
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index job_heads_due_idx on job_heads (queue, tenant_id, run_at) where state in ('pending', 'running');
create index job_heads_finished_idx on job_heads (finished_at) where state = 'done';
create index job_heads_tenant_idx on job_heads (tenant_id, created_at desc, id desc);

create table job_payloads (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  payload jsonb not null,
  checkpoint jsonb,
  processed bigint not null default 0,
  total bigint,
  cancel_requested boolean not null default false,
  actor uuid,
  correlation text not null,
  last_error text,
  primary key (tenant_id, id)
);
select protect_shared_table('job_payloads');

-- Everybody's writes append facts and jobs; payloads are for the worker and for those who look after it.
create policy caretakers on outbox_events as restrictive for select to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy caretakers on job_payloads as restrictive for select to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'));

create table schedules (
  name text primary key,
  next_run_at timestamptz not null default now()
);

grant select, insert, update, delete on outbox_heads, job_heads, schedules to portolan_app;
