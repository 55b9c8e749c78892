drop index customers_mailbox_idx;
create index customers_mailbox_idx on customers (tenant_id, mailbox) where deleted_at is null and mailbox is not null;
drop index customers_name_key_idx;
create index customers_name_key_idx on customers (tenant_id, name_key, country_code) where deleted_at is null and name_key is not null;
drop index customers_phone_idx;
create index customers_phone_idx on customers (tenant_id, phone_e164, created_at, id) where deleted_at is null;
