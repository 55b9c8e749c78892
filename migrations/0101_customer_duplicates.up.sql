-- What tells that two rows may be one person, in forms that an index compares.

-- The mailbox behind an address: without what follows a plus, and for Gmail without dots.
create function customer_mailbox(email text) returns text language sql immutable parallel safe as $$
  with parts (local, host) as (
    select regexp_replace(split_part(lower(email), '@', 1), '(?<=.)\+.*$', ''),
           case split_part(lower(email), '@', 2) when 'googlemail.com' then 'gmail.com' else split_part(lower(email), '@', 2) end
  )
  select case when host = 'gmail.com' then replace(local, '.', '') else local end || '@' || host from parts
$$;

-- The words of a person's name in the order of the alphabet, without accents: Lovelace Ada is Ada Lovelace. Half a name
-- is no name; who has none is called by the company.
create function customer_name_key(first_name text, last_name text, company_name text) returns text language sql immutable parallel safe as $$
  select string_agg(word, ' ' order by word collate "C")
    from regexp_split_to_table(
           lower(public.unaccent('public.unaccent'::regdictionary,
             case when first_name is not null and last_name is not null then first_name || ' ' || last_name
                  when first_name is null and last_name is null then company_name end)), '[^[:alnum:]]+') as word
   where word <> ''
$$;

alter table customers
  add column mailbox text generated always as (customer_mailbox(email)) stored,
  add column name_key text generated always as (left(customer_name_key(first_name, last_name, company_name), 200)) stored;
create index customers_mailbox_idx on customers (tenant_id, mailbox) where deleted_at is null and mailbox is not null;
create index customers_name_key_idx on customers (tenant_id, name_key, country_code) where deleted_at is null and name_key is not null;

-- Pairs that somebody has looked at and found to be two people; the smaller id stands first.
create table distinct_customers (
  tenant_id uuid not null references tenants on delete cascade,
  one_id uuid not null,
  other_id uuid not null,
  told_at timestamptz not null default now(),
  told_by uuid,
  primary key (tenant_id, one_id, other_id),
  constraint distinct_customers_once check (one_id < other_id),
  constraint distinct_customers_one_fk foreign key (tenant_id, one_id) references customers (tenant_id, id) on delete cascade,
  constraint distinct_customers_other_fk foreign key (tenant_id, other_id) references customers (tenant_id, id) on delete cascade,
  constraint distinct_customers_told_by_fk foreign key (tenant_id, told_by) references memberships (tenant_id, user_id)
    on delete set null (told_by)
);
create index distinct_customers_other_idx on distinct_customers (tenant_id, other_id);
select protect_child_table('distinct_customers', 'customers', 'one_id');
