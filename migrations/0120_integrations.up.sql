-- Shops that are connected, and the inbox that their webhooks land in.
create table integrations (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  platform text not null check (platform in ('shopify', 'woocommerce', 'custom')),
  shop_name text not null check (length(shop_name) between 1 and 100),
  -- Where the shop is: its myshopify.com domain, or the site's address without its slash. A custom shop has none.
  shop_address text check (length(shop_address) <= 2048),
  status text not null default 'connecting' check (status in ('connecting', 'active', 'error', 'disconnected')),
  last_error text check (length(last_error) <= 500),
  -- Sealed by platform/crypto: JSON of the platform's own credentials. Null once disconnected.
  credentials text,
  currency text check (currency ~ '^[A-Z]{3}$'),
  checked_at timestamptz,
  connected_at timestamptz,
  disconnected_at timestamptz,
  last_event_at timestamptz,
  created_by uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint integrations_created_by_fk foreign key (tenant_id, created_by) references memberships (tenant_id, user_id)
    on delete set null (created_by)
);
create unique index integrations_shop_uq on integrations (tenant_id, platform, shop_address) where status <> 'disconnected';
create index integrations_created_idx on integrations (tenant_id, created_at, id);
select protect_tenant_table('integrations');

-- Whose events an address may carry; the signature says which of them it is.
create table integration_routes (
  integration_id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  platform text not null,
  shop_address text,
  constraint integration_routes_integration_fk foreign key (tenant_id, integration_id) references integrations (tenant_id, id)
    on delete cascade
);
create index integration_routes_shop_idx on integration_routes (platform, shop_address);
grant select, insert, update, delete on integration_routes to portolan_app;

-- What came in, as it came: verified, stored once, processed afterwards.
create table inbox_events (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  integration_id uuid not null,
  topic text not null check (length(topic) between 1 and 200),
  -- By the platform's own rule: what the same delivery carries again when it is repeated.
  delivery_key text not null check (length(delivery_key) between 1 and 200),
  -- Of the headers, those that say something about the event.
  headers jsonb not null,
  body bytea not null,
  -- Whether the body is UTF-8 that PostgreSQL can show.
  is_text boolean not null,
  -- The object that it is about, in the shop's words.
  object_type text check (length(object_type) <= 50),
  object_id text check (length(object_id) <= 255),
  -- When the shop changed the object, as far as the event tells.
  occurred_at timestamptz,
  status text not null default 'pending' check (status in ('pending', 'processed', 'ignored', 'waiting', 'failed', 'due')),
  -- Why it was ignored, waits or failed: a stable word, and a sentence that names the field.
  reason text check (length(reason) <= 100),
  details text check (length(details) <= 2000),
  customer_id uuid,
  order_id uuid,
  attempts integer not null default 0,
  -- Until when people must have acted, for requests of privacy.
  due_at timestamptz,
  correlation text not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  primary key (tenant_id, id),
  constraint inbox_events_delivery_uq unique (tenant_id, integration_id, delivery_key),
  constraint inbox_events_integration_fk foreign key (tenant_id, integration_id) references integrations (tenant_id, id)
    on delete cascade,
  constraint inbox_events_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id)
    on delete set null (customer_id),
  constraint inbox_events_order_fk foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete set null (order_id)
);
create index inbox_events_received_idx on inbox_events (tenant_id, received_at, id);
create index inbox_events_integration_idx on inbox_events (tenant_id, integration_id, received_at, id);
create index inbox_events_object_idx on inbox_events (tenant_id, integration_id, object_type, object_id);
create index inbox_events_customer_idx on inbox_events (tenant_id, customer_id) where customer_id is not null;
create index inbox_events_order_idx on inbox_events (tenant_id, order_id) where order_id is not null;
select protect_tenant_table('inbox_events');

-- A shop's parcels are known by its own ids.
alter table shipments add column external_id text check (length(external_id) between 1 and 255);
create unique index shipments_source_uq on shipments (tenant_id, source, external_id) where external_id is not null;
