delete from shop_connects where platform <> 'shopify';
alter table shop_connects
  drop column platform,
  drop column integration_id,
  drop column finished_at,
  drop constraint shop_connects_shop_address_check,
  add constraint shop_connects_shop_address_check check (length(shop_address) between 1 and 255);
