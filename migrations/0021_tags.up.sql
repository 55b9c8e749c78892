create table tags (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 50),
  name_lower text generated always as (lower(name)) stored,
  colour text not null default '#64748b' check (colour ~ '^#[0-9a-f]{6}$'),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint tags_name_uq unique (tenant_id, name_lower)
);
create index tags_created_idx on tags (tenant_id, created_at, id);
select protect_tenant_table('tags');

-- Agents put existing tags on their customers; making, renaming and removing a tag concerns everybody.
create policy definers_insert on tags as restrictive for insert to portolan_app
  with check ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy definers_update on tags as restrictive for update to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'));
create policy definers_delete on tags as restrictive for delete to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'system'));

create table customer_tags (
  tenant_id uuid not null references tenants on delete cascade,
  customer_id uuid not null,
  tag_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, customer_id, tag_id),
  constraint customer_tags_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade,
  constraint customer_tags_tag_fk foreign key (tenant_id, tag_id) references tags (tenant_id, id) on delete cascade
);
create index customer_tags_tag_idx on customer_tags (tenant_id, tag_id, customer_id);
select protect_child_table('customer_tags', 'customers', 'customer_id');
