drop index shipments_source_uq;
alter table shipments drop column external_id;
drop table inbox_events;
drop table integration_routes;
drop table integrations;
