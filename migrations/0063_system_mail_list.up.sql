create index system_mails_created_idx on system_mails (tenant_id, created_at, id);
