alter table webhook_lanes drop column waiting;
alter table webhook_lanes drop column durations;
alter table webhook_lanes drop column seconds;
alter table webhook_lanes drop column failed;
alter table webhook_lanes drop column succeeded;
