drop table shipment_items;
alter table shipments drop column source;
alter table refund_items drop column order_item_id;
