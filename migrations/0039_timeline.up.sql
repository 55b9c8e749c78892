-- Append-only history, written from events. An agent sees an entry where she sees its customer or its order.
create table timeline_entries (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  customer_id uuid,
  order_id uuid,
  type text not null,
  occurred_at timestamptz not null,
  actor uuid,
  data jsonb not null default '{}',
  primary key (tenant_id, id),
  constraint timeline_entries_subject check (customer_id is not null or order_id is not null),
  constraint timeline_entries_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade,
  constraint timeline_entries_order_fk foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade
);
create index timeline_entries_customer_idx on timeline_entries (tenant_id, customer_id, occurred_at desc, id desc) where customer_id is not null;
create index timeline_entries_order_idx on timeline_entries (tenant_id, order_id, occurred_at desc, id desc) where order_id is not null;
select protect_tenant_table('timeline_entries');
create policy visible_subject on timeline_entries as restrictive to portolan_app using (
  (select current_role_name()) in ('admin', 'manager', 'readonly', 'system')
  or exists (select from customers c where c.tenant_id = timeline_entries.tenant_id and c.id = timeline_entries.customer_id)
  or exists (select from orders o where o.tenant_id = timeline_entries.tenant_id and o.id = timeline_entries.order_id)
);
select append_only('timeline_entries');
