alter table webhook_lanes drop column rest_until;
