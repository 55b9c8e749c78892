drop index customers_won_idx;
create index customers_won_idx on customers (tenant_id, coalesce(first_order_date, created_at)) where deleted_at is null;
