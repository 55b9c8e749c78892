drop index job_heads_failed_idx;
alter table job_heads drop column failure;
