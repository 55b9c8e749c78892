drop table dirty_days;
drop function count_rows;
drop table tenant_counts, audit_log;
