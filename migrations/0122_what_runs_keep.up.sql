alter table shop_objects drop constraint shop_objects_object_type_check, add constraint shop_objects_object_type_check
  check (object_type in ('customer', 'product', 'variant', 'order', 'shipment'));
-- The run whose list held the object last: what a list over the same window does not hold is gone, or newer.
alter table shop_objects add column listed_in uuid;
create index inbox_events_waiting_idx on inbox_events (tenant_id, integration_id, details) where status = 'waiting';
alter table sync_runs add column keeps_hooks boolean not null default false;
