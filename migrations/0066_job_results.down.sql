drop index job_heads_finished_idx;
create index job_heads_finished_idx on job_heads (finished_at) where state = 'done';
drop table job_failures;
alter table job_payloads drop column result;
