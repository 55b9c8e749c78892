alter table webhook_lanes drop column delay_seconds;
alter table webhook_lanes drop column delays;
