-- A row that belongs to a row of its workspace is of that workspace: the key that leads to its parent starts with the
-- tenant. A second key to the tenant looked there once more for each of them, and locked its row. What a workspace leaves
-- behind goes with its orders, customers and integrations.
alter table order_items drop constraint order_items_tenant_id_fkey;
alter table refund_items drop constraint refund_items_tenant_id_fkey;
alter table shipments drop constraint shipments_tenant_id_fkey;
alter table shipment_items drop constraint shipment_items_tenant_id_fkey;
alter table shop_objects drop constraint shop_objects_tenant_id_fkey;
alter table customer_identities drop constraint customer_identities_tenant_id_fkey;
