-- Outbound webhooks. A subscription asks for events; a public event is one row's share of an event, with the exact text
-- that is sent; a delivery is one public event on its way to one subscription; an attempt is one call.
create table webhook_subscriptions (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  url text not null check (length(url) <= 2048),
  events text[] not null check (cardinality(events) between 1 and 50),
  description text check (length(description) <= 255),
  status text not null default 'active' check (status in ('active', 'paused', 'disabled')),
  disabled_reason text check (disabled_reason in ('gone', 'failing')),
  api_version text not null check (api_version in ('v1')),
  -- Calls per minute; null is as fast as it goes.
  rate_limit integer check (rate_limit between 1 and 60000),
  -- Whether events about one row wait for each other.
  ordered boolean not null default false,
  -- Sealed by platform/crypto: the signing secret, the one before it for a day, and the custom headers as JSON.
  secret text not null,
  previous_secret text,
  previous_secret_until timestamptz,
  headers text,
  header_names text[] not null default '{}',
  -- Written by the worker: failures in a row, the breaker, and since when there was nothing but failures.
  failures integer not null default 0,
  paused_until timestamptz,
  failing_since timestamptz,
  last_attempt_at timestamptz,
  last_success_at timestamptz,
  last_error text,
  created_by uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint webhook_subscriptions_created_by_fk foreign key (tenant_id, created_by) references memberships (tenant_id, user_id)
    on delete set null (created_by)
);
create index webhook_subscriptions_created_idx on webhook_subscriptions (tenant_id, created_at, id);
select protect_tenant_table('webhook_subscriptions');

-- When a subscription has something to do, for every tenant; whoever holds its lease sends for it.
create table webhook_lanes (
  subscription_id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  due_at timestamptz not null default 'infinity',
  lease_token uuid,
  lease_until timestamptz,
  constraint webhook_lanes_subscription_fk foreign key (tenant_id, subscription_id) references webhook_subscriptions (tenant_id, id)
    on delete cascade
);
create index webhook_lanes_due_idx on webhook_lanes (due_at) where due_at < 'infinity';
grant select, insert, update, delete on webhook_lanes to portolan_app;

create table webhook_events (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  name text not null,
  subject_id uuid,
  body text not null,
  correlation text not null,
  occurred_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index webhook_events_created_idx on webhook_events (tenant_id, created_at);
select protect_tenant_table('webhook_events');

create table webhook_deliveries (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  -- The order of events about one row.
  sequence bigint not null generated always as identity,
  subscription_id uuid not null,
  event_id uuid not null,
  event text not null,
  subject_id uuid,
  status text not null default 'pending' check (status in ('pending', 'sending', 'succeeded', 'failed')),
  -- Calls so far, and those since the delivery was last asked for: the schedule goes by the latter.
  attempt_count integer not null default 0,
  tries integer not null default 0,
  next_attempt_at timestamptz default now(),
  -- The lease of the lane that is sending it.
  claim uuid,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint webhook_deliveries_event_uq unique (tenant_id, subscription_id, event_id),
  constraint webhook_deliveries_subscription_fk foreign key (tenant_id, subscription_id)
    references webhook_subscriptions (tenant_id, id) on delete cascade,
  constraint webhook_deliveries_event_fk foreign key (tenant_id, event_id) references webhook_events (tenant_id, id) on delete cascade
);
create index webhook_deliveries_due_idx on webhook_deliveries (tenant_id, subscription_id, next_attempt_at, sequence)
  where status = 'pending';
create index webhook_deliveries_open_idx on webhook_deliveries (tenant_id, subscription_id, subject_id, sequence)
  where status in ('pending', 'sending');
create index webhook_deliveries_created_idx on webhook_deliveries (tenant_id, created_at, id);
create index webhook_deliveries_subscription_idx on webhook_deliveries (tenant_id, subscription_id, created_at, id);
create index webhook_deliveries_event_idx on webhook_deliveries (tenant_id, event_id);
select protect_tenant_table('webhook_deliveries');

create table webhook_attempts (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  outcome text not null check (outcome in ('succeeded', 'failed', 'interrupted')),
  http_status integer,
  error text check (length(error) <= 500),
  -- Address and headers as sent, without the values of custom headers.
  request jsonb,
  primary key (tenant_id, id),
  constraint webhook_attempts_delivery_fk foreign key (tenant_id, delivery_id) references webhook_deliveries (tenant_id, id)
    on delete cascade
);
create index webhook_attempts_delivery_idx on webhook_attempts (tenant_id, delivery_id, number);
select protect_tenant_table('webhook_attempts');

-- What receivers answered: their first 64 KB may hold anything, so administrators alone see them.
create table webhook_answers (
  tenant_id uuid not null references tenants on delete cascade,
  attempt_id uuid not null,
  headers jsonb not null,
  body text not null,
  truncated boolean not null,
  primary key (tenant_id, attempt_id),
  constraint webhook_answers_attempt_fk foreign key (tenant_id, attempt_id) references webhook_attempts (tenant_id, id)
    on delete cascade
);
select protect_tenant_table('webhook_answers');
create policy administrators on webhook_answers as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'system'))
  with check ((select current_role_name()) = 'system');

-- How deliveries went, by the hour: the success rate of a subscription at a glance.
create table webhook_hours (
  tenant_id uuid not null references tenants on delete cascade,
  subscription_id uuid not null,
  hour timestamptz not null,
  succeeded integer not null default 0,
  failed integer not null default 0,
  duration_ms bigint not null default 0,
  primary key (tenant_id, subscription_id, hour),
  constraint webhook_hours_subscription_fk foreign key (tenant_id, subscription_id)
    references webhook_subscriptions (tenant_id, id) on delete cascade
);
select protect_tenant_table('webhook_hours');

create policy keepers on webhook_subscriptions as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy keepers on webhook_events as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy keepers on webhook_deliveries as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy keepers on webhook_attempts as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy keepers on webhook_hours as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
