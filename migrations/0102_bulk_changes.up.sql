-- What a bulk job has changed, so that it can be undone: the value before, or the tags that it put on or took off. Goes
-- with its job.
create table bulk_changes (
  tenant_id uuid not null references tenants on delete cascade,
  job_id uuid not null,
  customer_id uuid not null,
  previous text check (length(previous) <= 100),
  tag_ids uuid[],
  primary key (tenant_id, job_id, customer_id),
  constraint bulk_changes_job_fk foreign key (tenant_id, job_id) references bulk_selections (tenant_id, id) on delete cascade
);
select protect_shared_table('bulk_changes');
create policy caretakers on bulk_changes as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
