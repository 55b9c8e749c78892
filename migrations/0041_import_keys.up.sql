-- A form that is sent again under its Idempotency-Key finds the import that it has made already.
alter table imports
  add column idempotency_key text,
  add column content_hash text not null default '';
create unique index imports_key_uq on imports (tenant_id, created_by, idempotency_key) where idempotency_key is not null;
