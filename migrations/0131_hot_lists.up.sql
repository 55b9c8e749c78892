-- The people of a country by their standing, the most valuable first, is what sales looks at.
create index customers_country_value_idx on customers (tenant_id, country_code, status, lifetime_value, id) where deleted_at is null;

-- When a customer was won: reports count them by it.
create index customers_won_idx on customers (tenant_id, (coalesce(first_order_date, created_at))) where deleted_at is null;
