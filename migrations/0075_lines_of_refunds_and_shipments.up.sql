-- Refunds and shipments may say which lines of the order they are about. A line that its source removes leaves its name.
alter table refund_items add column order_item_id uuid,
  add constraint refund_items_line_fk foreign key (tenant_id, order_item_id) references order_items (tenant_id, id)
    on delete set null (order_item_id);
create index refund_items_line_idx on refund_items (tenant_id, order_item_id) where order_item_id is not null;

alter table shipments add column source text not null default 'manual';

create table shipment_items (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  shipment_id uuid not null,
  position integer not null,
  order_item_id uuid,
  product_id text,
  sku text,
  product_name text not null,
  variant_name text,
  quantity integer not null check (quantity > 0),
  primary key (tenant_id, id),
  constraint shipment_items_shipment_fk foreign key (tenant_id, shipment_id) references shipments (tenant_id, id) on delete cascade,
  constraint shipment_items_line_fk foreign key (tenant_id, order_item_id) references order_items (tenant_id, id)
    on delete set null (order_item_id)
);
create index shipment_items_shipment_idx on shipment_items (tenant_id, shipment_id, position);
create index shipment_items_line_idx on shipment_items (tenant_id, order_item_id) where order_item_id is not null;
select protect_child_table('shipment_items', 'shipments', 'shipment_id');
