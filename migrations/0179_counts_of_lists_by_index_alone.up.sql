-- A list of orders counts its rows, up to 10,001. Where an index has only living orders, it counts them by
-- itself; before, each row was looked at for whether it lives.
drop index orders_assigned_idx, orders_status_idx, orders_country_idx;
create index orders_assigned_idx on orders (tenant_id, assigned_to, placed_at, id) where deleted_at is null;
create index orders_status_idx on orders (tenant_id, status, placed_at, id) where deleted_at is null;
create index orders_country_idx on orders (tenant_id, country_code, placed_at, id) where deleted_at is null;
