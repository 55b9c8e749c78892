drop index orders_assigned_idx, orders_status_idx, orders_country_idx;
create index orders_assigned_idx on orders (tenant_id, assigned_to, placed_at, id);
create index orders_status_idx on orders (tenant_id, status, placed_at, id);
create index orders_country_idx on orders (tenant_id, country_code, placed_at, id);
