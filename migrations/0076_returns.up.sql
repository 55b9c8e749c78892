-- A return is about an order's lines and is seen where its order is seen.
create table returns (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  order_id uuid not null,
  -- The order's number and which of its returns this is.
  return_number text not null,
  status text not null default 'requested' check (status in ('requested', 'approved', 'received', 'refunded', 'rejected', 'cancelled')),
  reason text not null check (reason in ('damaged', 'wrong_item', 'not_as_described', 'does_not_fit', 'changed_mind', 'arrived_late', 'other')),
  reason_text text,
  note text,
  -- Whether the pieces go back on the shelf: a fact for whoever keeps the stock.
  restock boolean not null,
  refund_id uuid,
  requested_by uuid,
  requested_at timestamptz not null default now(),
  approved_at timestamptz,
  received_at timestamptz,
  -- When it was refunded, rejected or cancelled.
  closed_at timestamptz,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint returns_order_fk foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade,
  constraint returns_refund_fk foreign key (tenant_id, refund_id) references refunds (tenant_id, id) on delete set null (refund_id),
  constraint returns_requested_by_fk foreign key (tenant_id, requested_by) references memberships (tenant_id, user_id) on delete set null (requested_by)
);
create index returns_requested_idx on returns (tenant_id, requested_at, id);
create index returns_status_idx on returns (tenant_id, status, requested_at, id);
create index returns_order_idx on returns (tenant_id, order_id, requested_at, id);
create unique index returns_refund_idx on returns (tenant_id, refund_id) where refund_id is not null;
select protect_child_table('returns', 'orders', 'order_id');
select deny_agent_writes('returns', '{delete}');
-- Agents ask for returns and take their requests back; the decision is a manager's.
create policy agents_decide_nothing on returns as restrictive for update to portolan_app
  using ((select current_role_name()) <> 'agent' or status = 'requested')
  with check ((select current_role_name()) <> 'agent' or status in ('requested', 'cancelled'));

create table return_items (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  return_id uuid not null,
  position integer not null,
  order_item_id uuid,
  product_id text,
  sku text,
  product_name text not null,
  variant_name text,
  quantity integer not null check (quantity > 0),
  unit_price numeric not null,
  primary key (tenant_id, id),
  constraint return_items_return_fk foreign key (tenant_id, return_id) references returns (tenant_id, id) on delete cascade,
  constraint return_items_line_fk foreign key (tenant_id, order_item_id) references order_items (tenant_id, id)
    on delete set null (order_item_id)
);
create index return_items_return_idx on return_items (tenant_id, return_id, position);
create index return_items_line_idx on return_items (tenant_id, order_item_id) where order_item_id is not null;
select protect_child_table('return_items', 'returns', 'return_id');

-- Where an order and its payment go back to when their refunds are taken back.
alter table orders add column refunded_from text check (refunded_from in ('processing', 'shipped', 'delivered')),
  add column payment_before_refunds text check (payment_before_refunds in
    ('pending', 'authorized', 'partially_paid', 'paid', 'failed', 'voided'));
