-- Shops of other platforms hand over keys of their own; the member reads what has come of it.
alter table shop_connects
  add column platform text not null default 'shopify' check (platform in ('shopify', 'woocommerce')),
  -- The shop that is to give us other credentials, or what has come of it.
  add column integration_id uuid,
  add column finished_at timestamptz,
  add constraint shop_connects_integration_fk foreign key (tenant_id, integration_id) references integrations (tenant_id, id)
    on delete cascade,
  drop constraint shop_connects_shop_address_check,
  add constraint shop_connects_shop_address_check check (length(shop_address) between 1 and 2048);
