-- Jobs of the installation have no payload to stand beside; why one failed stands with its head. A workspace's job keeps
-- its reason behind the workspace's policies.
alter table job_heads add column failure text;
alter table job_heads add constraint job_heads_reason_check check (failure is null or tenant_id is null);
create index job_heads_failed_idx on job_heads (created_at desc, id desc)
  where tenant_id is null and failure is not null;
