-- Filters, sort and columns of a list under a name, for oneself or for everybody.
create table views (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  owner_id uuid not null,
  list text not null check (list in ('customers', 'orders')),
  name text not null check (length(name) between 1 and 100),
  filters jsonb not null default '{}' check (jsonb_typeof(filters) = 'object'),
  sort text check (length(sort) <= 100),
  columns text[] not null default '{}',
  is_shared boolean not null default false,
  position integer not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint views_owner_fk foreign key (tenant_id, owner_id) references memberships (tenant_id, user_id) on delete cascade
);
create index views_position_idx on views (tenant_id, position, id);
create index views_created_idx on views (tenant_id, created_at, id);
select protect_shared_table('views');

-- Everybody keeps views of their own, readonly members too; what is shared is the managers' to change.
create policy own_or_shared on views as restrictive for select to portolan_app
  using (is_shared or owner_id = (select current_actor()) or (select current_role_name()) = 'system');
create policy keepers_insert on views as restrictive for insert to portolan_app
  with check (owner_id = (select current_actor()) and (not is_shared or (select current_role_name()) in ('admin', 'manager')));
create policy keepers_update on views as restrictive for update to portolan_app
  using (case when is_shared then (select current_role_name()) in ('admin', 'manager') else owner_id = (select current_actor()) end)
  with check (case when is_shared then (select current_role_name()) in ('admin', 'manager') else owner_id = (select current_actor()) end);
create policy keepers_delete on views as restrictive for delete to portolan_app
  using (case when is_shared then (select current_role_name()) in ('admin', 'manager') else owner_id = (select current_actor()) end);

-- The view that a person's list opens with.
create table view_defaults (
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null,
  list text not null check (list in ('customers', 'orders')),
  view_id uuid not null,
  primary key (tenant_id, user_id, list),
  constraint view_defaults_user_fk foreign key (tenant_id, user_id) references memberships (tenant_id, user_id) on delete cascade,
  constraint view_defaults_view_fk foreign key (tenant_id, view_id) references views (tenant_id, id) on delete cascade
);
create index view_defaults_view_idx on view_defaults (tenant_id, view_id);
select protect_shared_table('view_defaults');
create policy own_defaults on view_defaults as restrictive to portolan_app
  using (user_id = (select current_actor())) with check (user_id = (select current_actor()));

create view custom_fields_v1 with (security_invoker) as
  select tenant_id, id, applies_to, key, type, archived_at from custom_fields;
grant select on custom_fields_v1 to portolan_app;
