drop index imports_key_uq;
alter table imports drop column idempotency_key, drop column content_hash;
