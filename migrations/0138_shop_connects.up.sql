-- Members on their way to a shop, where they are asked whether they agree.
create table shop_connects (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  platform text not null check (platform in ('shopify', 'woocommerce')),
  user_id uuid not null,
  -- SHA-256 of what they bring back, or the shop for them; it works once.
  state_hash text not null check (length(state_hash) = 43),
  shop_address text not null check (length(shop_address) between 1 and 2048),
  shop_name text not null check (length(shop_name) between 1 and 100),
  -- The shop that is to give us other credentials, or what has come of it.
  integration_id uuid,
  expires_at timestamptz not null,
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint shop_connects_state_uq unique (tenant_id, state_hash),
  constraint shop_connects_user_fk foreign key (tenant_id, user_id) references memberships (tenant_id, user_id)
    on delete cascade,
  constraint shop_connects_integration_fk foreign key (tenant_id, integration_id) references integrations (tenant_id, id)
    on delete cascade
);
create index shop_connects_expires_idx on shop_connects (tenant_id, expires_at);
select protect_tenant_table('shop_connects');
