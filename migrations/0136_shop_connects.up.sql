-- Members on their way to a shop, where they are asked whether they agree.
create table shop_connects (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  user_id uuid not null,
  -- SHA-256 of what they bring back; it works once.
  state_hash text not null check (length(state_hash) = 43),
  shop_address text not null check (length(shop_address) between 1 and 255),
  shop_name text not null check (length(shop_name) between 1 and 100),
  -- Sealed: id and secret of an app of the merchant's own. Null when it is the installation's.
  app text,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint shop_connects_state_uq unique (tenant_id, state_hash),
  constraint shop_connects_user_fk foreign key (tenant_id, user_id) references memberships (tenant_id, user_id)
    on delete cascade
);
create index shop_connects_expires_idx on shop_connects (tenant_id, expires_at);
select protect_tenant_table('shop_connects');
