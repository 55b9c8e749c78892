-- What is known of every object of a connected shop. Its version is the one guard against older words about it, whether
-- a webhook brings them or the shop was asked.
create table shop_objects (
  tenant_id uuid not null references tenants on delete cascade,
  integration_id uuid not null,
  object_type text not null check (object_type in ('customer', 'product', 'order', 'shipment')),
  -- The shop's own id.
  external_id text not null check (length(external_id) between 1 and 255),
  -- When the shop changed it, by what was taken over last. Null where the shop does not say, and for an object that
  -- nothing was taken over of yet.
  changed_at timestamptz,
  -- Of what an event said, while the shop's own answer has not settled it: two changes within one second look alike.
  digest text check (length(digest) = 22),
  -- When something was taken over of it last.
  taken_at timestamptz,
  is_gone boolean not null default false,
  primary key (tenant_id, integration_id, object_type, external_id),
  constraint shop_objects_integration_fk foreign key (tenant_id, integration_id) references integrations (tenant_id, id)
    on delete cascade
);
create index shop_objects_changed_idx on shop_objects (tenant_id, integration_id, object_type, changed_at);
select protect_tenant_table('shop_objects');

-- A shop is asked for what has changed in a window of its own time.
create table sync_runs (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  integration_id uuid not null,
  kind text not null check (kind in ('history', 'incremental', 'reconciliation', 'manual')),
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  object_types text[] not null,
  -- Null is the beginning of all things.
  window_from timestamptz,
  window_to timestamptz not null,
  -- What is being read, and how much of it there is, where the shop says so.
  object_type text,
  done_of_type bigint not null default 0,
  total_of_type bigint,
  read bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  failed bigint not null default 0,
  gaps bigint not null default 0,
  -- Since it came forward last, how often the shop did not answer; when it is asked again.
  waits integer not null default 0,
  waits_until timestamptz,
  last_error text check (length(last_error) <= 500),
  -- The shop's hooks that were missing or off when the run began.
  hooks_mended text[] not null default '{}',
  job_id uuid not null,
  correlation text not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint sync_runs_integration_fk foreign key (tenant_id, integration_id) references integrations (tenant_id, id)
    on delete cascade,
  constraint sync_runs_created_by_fk foreign key (tenant_id, created_by) references memberships (tenant_id, user_id)
    on delete set null (created_by)
);
create unique index sync_runs_one_uq on sync_runs (tenant_id, integration_id) where finished_at is null;
create index sync_runs_created_idx on sync_runs (tenant_id, integration_id, created_at, id);
select protect_tenant_table('sync_runs');

-- What a shop has and we have not, or otherwise; and what it does not have any more.
create table sync_gaps (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  integration_id uuid not null,
  -- The run that found it; it may be forgotten before the gap is.
  run_id uuid,
  object_type text not null check (object_type in ('customer', 'product', 'order')),
  external_id text not null check (length(external_id) between 1 and 255),
  kind text not null check (kind in ('missing', 'different', 'gone')),
  -- Why it was missed, or why it cannot be taken over.
  reason text not null check (reason in ('no_event', 'event_pending', 'event_failed', 'hooks_off', 'unreadable', 'refused')),
  details text check (length(details) <= 2000),
  -- The shop's version, and ours.
  shop_changed_at timestamptz,
  known_changed_at timestamptz,
  found_at timestamptz not null default now(),
  healed_at timestamptz,
  primary key (tenant_id, id),
  constraint sync_gaps_integration_fk foreign key (tenant_id, integration_id) references integrations (tenant_id, id)
    on delete cascade,
  constraint sync_gaps_run_fk foreign key (tenant_id, run_id) references sync_runs (tenant_id, id) on delete set null (run_id)
);
create unique index sync_gaps_open_uq on sync_gaps (tenant_id, integration_id, object_type, external_id) where healed_at is null;
create index sync_gaps_found_idx on sync_gaps (tenant_id, integration_id, found_at, id);
select protect_tenant_table('sync_gaps');

alter table integrations
  -- All that the shop changed until then was read.
  add column synced_to timestamptz,
  add column reconciled_at timestamptz,
  add column hooks_kept_at timestamptz;
-- When the shop is asked next; null while it cannot be.
alter table integration_routes add column next_run_at timestamptz;
create index integration_routes_due_idx on integration_routes (next_run_at) where next_run_at is not null;
