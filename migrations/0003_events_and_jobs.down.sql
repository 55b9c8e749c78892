drop table schedules, job_payloads, job_heads, outbox_events, outbox_heads;
