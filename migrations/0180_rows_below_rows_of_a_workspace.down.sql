alter table customer_identities add constraint customer_identities_tenant_id_fkey
  foreign key (tenant_id) references tenants on delete cascade;
alter table shop_objects add constraint shop_objects_tenant_id_fkey foreign key (tenant_id) references tenants on delete cascade;
alter table shipment_items add constraint shipment_items_tenant_id_fkey foreign key (tenant_id) references tenants on delete cascade;
alter table shipments add constraint shipments_tenant_id_fkey foreign key (tenant_id) references tenants on delete cascade;
alter table refund_items add constraint refund_items_tenant_id_fkey foreign key (tenant_id) references tenants on delete cascade;
alter table order_items add constraint order_items_tenant_id_fkey foreign key (tenant_id) references tenants on delete cascade;
