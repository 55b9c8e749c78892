-- What a job has to say when it is done, and the rows that it could not do.
alter table job_payloads add column result jsonb;

create table job_failures (
  tenant_id uuid not null references tenants on delete cascade,
  job_id uuid not null,
  -- Of the row that the job was about.
  id uuid not null,
  reason text not null,
  message text not null,
  primary key (tenant_id, job_id, id),
  constraint job_failures_job_fk foreign key (tenant_id, job_id) references job_payloads (tenant_id, id) on delete cascade
);
select protect_shared_table('job_failures');
create policy caretakers on job_failures as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'))
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));

drop index job_heads_finished_idx;
create index job_heads_finished_idx on job_heads (finished_at) where state in ('done', 'cancelled');
