-- Numbers as the shop writes them and ids, lowered, with a space in front of each and without the `#`.
create function order_search_text(order_number text, external_id text) returns text language sql immutable parallel safe
  return ' ' || replace(lower(order_number), '#', '') || ' ' || replace(lower(coalesce(external_id, '')), '#', '');

create table orders (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  order_number text not null check (length(order_number) between 1 and 100),
  source text not null default 'manual',
  external_id text,
  channel text check (channel in ('website', 'marketplace', 'app')),
  customer_id uuid,
  -- Copied from the customer, so that an agent's list is one index scan.
  assigned_to uuid,
  status text not null check (status in ('pending', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded')),
  payment_status text not null check (payment_status in
    ('pending', 'authorized', 'partially_paid', 'paid', 'failed', 'partially_refunded', 'refunded', 'voided')),
  payment_method text,
  payment_reference text,
  paid_at timestamptz,
  placed_at timestamptz not null,
  -- The day of placed_at in the tenant's zone.
  day date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  subtotal_amount bigint not null,
  discount_amount bigint not null default 0,
  tax_amount bigint not null default 0,
  shipping_amount bigint not null default 0,
  total_amount bigint not null,
  -- The sale lines alone: what counts as revenue.
  gross_amount bigint not null,
  has_sale boolean not null,
  fx_state text not null check (fx_state in ('provisional', 'frozen', 'missing')),
  rate_day date,
  fx_rate numeric,
  total_amount_usd bigint,
  country_code text check (country_code ~ '^[A-Z]{2}$'),
  shipping_country text check (shipping_country ~ '^[A-Z]{2}$'),
  shipping_address jsonb,
  billing_address jsonb,
  shipping_method text,
  customer_note text,
  internal_note text,
  tags text[] not null default '{}',
  external_updated_at timestamptz,
  -- Of the command that made the present state: the same command again changes nothing.
  content_hash text not null,
  search_text text generated always as (order_search_text(order_number, external_id)) stored,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  constraint orders_source_uq unique (tenant_id, source, external_id),
  constraint orders_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete set null (customer_id),
  constraint orders_assigned_fk foreign key (tenant_id, assigned_to) references memberships (tenant_id, user_id) on delete set null (assigned_to)
);
-- Trash holds no number.
create unique index orders_number_uq on orders (tenant_id, source, order_number) where deleted_at is null;
create index orders_placed_idx on orders (tenant_id, placed_at, id);
create index orders_created_idx on orders (tenant_id, created_at, id);
create index orders_updated_idx on orders (tenant_id, updated_at, id);
create index orders_total_idx on orders (tenant_id, total_amount_usd desc nulls last, id desc);
create index orders_status_idx on orders (tenant_id, status, placed_at, id);
create index orders_country_idx on orders (tenant_id, country_code, placed_at, id);
create index orders_customer_idx on orders (tenant_id, customer_id, placed_at, id);
create index orders_assigned_idx on orders (tenant_id, assigned_to, placed_at, id);
create index orders_assigned_created_idx on orders (tenant_id, assigned_to, created_at, id);
create index orders_day_idx on orders (tenant_id, day);
create index orders_unfrozen_idx on orders (tenant_id, id) where fx_state <> 'frozen';
create index orders_search_idx on orders using gin (search_text gin_trgm_ops);
select protect_assigned_table('orders');
select deny_agent_writes('orders', '{insert,delete}');

create table order_items (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  order_id uuid not null,
  position integer not null,
  kind text not null check (kind in ('sale', 'adjustment')),
  product_id text,
  sku text,
  product_name text not null,
  variant_name text,
  image_url text,
  quantity integer not null check (quantity <> 0),
  unit_price numeric not null,
  total_price bigint not null,
  primary key (tenant_id, id),
  constraint order_items_order_fk foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade
);
create index order_items_order_idx on order_items (tenant_id, order_id, position);
select protect_child_table('order_items', 'orders', 'order_id');
select deny_agent_writes('order_items', '{insert,update,delete}');

-- The last number given to an order that came without one. Orders with numbers of their own never touch it.
create table order_counters (
  tenant_id uuid not null references tenants on delete cascade,
  source text not null,
  last bigint not null,
  primary key (tenant_id, source)
);
select protect_tenant_table('order_counters');

-- Takes the next numbers in the tenant's pattern, passing over those that stand already.
create function take_order_numbers(of_source text, how_many integer) returns setof text language plpgsql as $$
declare
  pattern text;
  counter bigint;
  candidate text;
  taken integer := 0;
begin
  select order_number_pattern into pattern from tenants where id = current_tenant();
  -- Locks the counter to the end of the transaction, so it comes after the customers' locks.
  insert into order_counters as c (tenant_id, source, last) values (current_tenant(), of_source, 0)
    on conflict (tenant_id, source) do update set last = c.last returning c.last into counter;
  while taken < how_many loop
    counter := counter + 1;
    candidate := replace(pattern, '{number}', counter::text);
    continue when exists (
      select from orders o where o.tenant_id = current_tenant() and o.source = of_source
         and o.order_number = candidate and o.deleted_at is null);
    taken := taken + 1;
    return next candidate;
  end loop;
  update order_counters set last = counter where tenant_id = current_tenant() and source = of_source;
end $$;
