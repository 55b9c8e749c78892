create table refunds (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  refund_number text,
  source text not null default 'manual',
  external_id text,
  -- A refund may stand alone, as a cancellation invoice in a shop's books.
  order_id uuid,
  customer_id uuid,
  assigned_to uuid,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reason text,
  refunded_at timestamptz not null,
  -- The day of refunded_at in the tenant's zone.
  day date not null,
  -- Its order's rate day, else that of its own day.
  rate_day date,
  fx_state text not null check (fx_state in ('provisional', 'frozen', 'missing')),
  country_code text check (country_code ~ '^[A-Z]{2}$'),
  content_hash text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint refunds_source_uq unique (tenant_id, source, external_id),
  constraint refunds_order_fk foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade,
  constraint refunds_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete set null (customer_id),
  constraint refunds_assigned_fk foreign key (tenant_id, assigned_to) references memberships (tenant_id, user_id) on delete set null (assigned_to)
);
create index refunds_refunded_idx on refunds (tenant_id, refunded_at, id);
create index refunds_created_idx on refunds (tenant_id, created_at, id);
create index refunds_order_idx on refunds (tenant_id, order_id, refunded_at, id);
create index refunds_customer_idx on refunds (tenant_id, customer_id, refunded_at, id);
create index refunds_assigned_idx on refunds (tenant_id, assigned_to, refunded_at, id);
create index refunds_day_idx on refunds (tenant_id, day);
create index refunds_unfrozen_idx on refunds (tenant_id, id) where fx_state <> 'frozen';
select protect_assigned_table('refunds');
select deny_agent_writes('refunds', '{insert,update,delete}');

create table refund_items (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  refund_id uuid not null,
  position integer not null,
  product_id text,
  sku text,
  product_name text not null,
  quantity integer not null check (quantity > 0),
  unit_price numeric not null,
  total_price bigint not null,
  primary key (tenant_id, id),
  constraint refund_items_refund_fk foreign key (tenant_id, refund_id) references refunds (tenant_id, id) on delete cascade
);
create index refund_items_refund_idx on refund_items (tenant_id, refund_id, position);
select protect_child_table('refund_items', 'refunds', 'refund_id');
select deny_agent_writes('refund_items', '{insert,update,delete}');

create table shipments (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  order_id uuid not null,
  carrier text,
  tracking_number text,
  tracking_url text,
  estimated_delivery date,
  shipped_at timestamptz,
  delivered_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint shipments_order_fk foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade,
  constraint shipments_times check (delivered_at >= shipped_at)
);
create index shipments_order_idx on shipments (tenant_id, order_id, created_at desc, id desc);
select protect_child_table('shipments', 'orders', 'order_id');
