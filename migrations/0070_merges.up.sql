-- People who turned out to be one. The merged row stays as it was, out of every list, so that it can come back.
alter table customers
  add column merged_at timestamptz,
  add constraint customers_merged_is_gone check (merged_at is null or deleted_at is not null);

-- Rows that a merge gave to another customer keep whom they were written for; null where that is customer_id itself.
alter table customer_identities
  add column named_customer_id uuid,
  add constraint customer_identities_named_fk foreign key (tenant_id, named_customer_id) references customers (tenant_id, id)
    on delete set null (named_customer_id);
alter table orders
  add column named_customer_id uuid,
  add constraint orders_named_fk foreign key (tenant_id, named_customer_id) references customers (tenant_id, id)
    on delete set null (named_customer_id);
alter table refunds
  add column named_customer_id uuid,
  add constraint refunds_named_fk foreign key (tenant_id, named_customer_id) references customers (tenant_id, id)
    on delete set null (named_customer_id);
create index customer_identities_named_idx on customer_identities (tenant_id, named_customer_id) where named_customer_id is not null;
create index orders_named_idx on orders (tenant_id, named_customer_id) where named_customer_id is not null;
create index refunds_named_idx on refunds (tenant_id, named_customer_id) where named_customer_id is not null;

create table customer_merges (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  loser_id uuid not null,
  winner_id uuid not null,
  -- Where the loser is found now: the winner, or whom the winner was merged into since.
  into_id uuid not null,
  -- Of the winner: by field, what it was and became; custom fields each by their own name.
  changes jsonb not null default '{}' check (jsonb_typeof(changes) = 'object'),
  -- Tags that the winner got.
  tags uuid[] not null default '{}',
  -- The address that no living customer holds because of this merge, and whose of the two it was.
  email_lower text,
  email_of text check (email_of in ('winner', 'loser')),
  -- How many rows went over, by table.
  moved jsonb not null default '{}' check (jsonb_typeof(moved) = 'object'),
  merged_at timestamptz not null default now(),
  merged_by uuid,
  undone_at timestamptz,
  undone_by uuid,
  primary key (tenant_id, id),
  constraint customer_merges_two check (loser_id <> winner_id and loser_id <> into_id),
  constraint customer_merges_loser_fk foreign key (tenant_id, loser_id) references customers (tenant_id, id) on delete cascade,
  constraint customer_merges_winner_fk foreign key (tenant_id, winner_id) references customers (tenant_id, id) on delete cascade,
  constraint customer_merges_into_fk foreign key (tenant_id, into_id) references customers (tenant_id, id) on delete cascade,
  constraint customer_merges_merged_by_fk foreign key (tenant_id, merged_by) references memberships (tenant_id, user_id)
    on delete set null (merged_by),
  constraint customer_merges_undone_by_fk foreign key (tenant_id, undone_by) references memberships (tenant_id, user_id)
    on delete set null (undone_by)
);
create unique index customer_merges_loser_uq on customer_merges (tenant_id, loser_id) where undone_at is null;
create index customer_merges_winner_idx on customer_merges (tenant_id, winner_id) where undone_at is null;
create index customer_merges_into_idx on customer_merges (tenant_id, into_id) where undone_at is null;
create index customer_merges_email_idx on customer_merges (tenant_id, email_lower) where undone_at is null and email_lower is not null;
-- Who sees the customer that is left, sees who was merged into her.
select protect_child_table('customer_merges', 'customers', 'into_id');
select deny_agent_writes('customer_merges', '{insert,update,delete}');

-- History stays with whom it was written for; who sees a customer sees that of those merged into her.
drop policy visible_subject on timeline_entries;
create policy visible_subject on timeline_entries as restrictive to portolan_app using (
  (select current_role_name()) in ('admin', 'manager', 'readonly', 'system')
  or exists (select from customers c where c.tenant_id = timeline_entries.tenant_id and c.id = timeline_entries.customer_id)
  or exists (select from orders o where o.tenant_id = timeline_entries.tenant_id and o.id = timeline_entries.order_id)
  or exists (select from customer_merges m where m.tenant_id = timeline_entries.tenant_id
                and m.loser_id = timeline_entries.customer_id and m.undone_at is null)
);
