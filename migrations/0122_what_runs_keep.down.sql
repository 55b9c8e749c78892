alter table sync_runs drop column keeps_hooks;
drop index inbox_events_waiting_idx;
alter table shop_objects drop column listed_in;
delete from shop_objects where object_type = 'variant';
alter table shop_objects drop constraint shop_objects_object_type_check, add constraint shop_objects_object_type_check
  check (object_type in ('customer', 'product', 'order', 'shipment'));
