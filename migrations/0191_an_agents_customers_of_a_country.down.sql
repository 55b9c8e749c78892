drop index customers_assignee_idx;
create index customers_assignee_idx on customers (tenant_id, assigned_to, created_at desc, id desc) where deleted_at is null;
