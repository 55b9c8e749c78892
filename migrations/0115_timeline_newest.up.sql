-- What happened lately in the whole workspace, whoever it happened to.
create index timeline_entries_newest_idx on timeline_entries (tenant_id, occurred_at desc, id desc);
