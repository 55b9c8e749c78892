-- The customers that a bulk job was confirmed for, in the order in which it takes them. Goes with its job.
create table bulk_selections (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  ids uuid[] not null,
  primary key (tenant_id, id),
  constraint bulk_selections_job_fk foreign key (tenant_id, id) references job_payloads (tenant_id, id) on delete cascade
);
select protect_shared_table('bulk_selections');
create policy caretakers on bulk_selections as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
