-- What a search finds a customer by: lowered words with a space in front of each, also without accents. A phone adds
-- its bare digits, an e-mail its parts; scripts without spaces between words (Chinese, Japanese, Korean) add every rest
-- of a word, so that two characters from its middle are the beginning of something.
create function customer_search_text(first_name text, last_name text, company_name text, email text, phone text)
returns text language sql immutable parallel safe as $$
  with plain (text) as (
    select lower(concat_ws(' ', first_name, last_name, company_name, email, regexp_replace(email, '[^[:alnum:]]+', ' ', 'g'),
                           phone, nullif(regexp_replace(phone, '[^0-9]', '', 'g'), phone)))
  ), folded (text) as (
    select nullif(public.unaccent('public.unaccent'::regdictionary, p.text), p.text) from plain p
  ), rests (text) as (
    select case when p.text ~ '[぀-ヿ㐀-鿿가-힣]' then (
             select string_agg(substr(p.text, n, 20), ' ')
               from generate_series(2, length(p.text)) n
              where substr(p.text, n - 1, 3) ~ '^[぀-ヿ㐀-鿿가-힣]{2}') end
      from plain p
  )
  select ' ' || concat_ws(' ', plain.text, folded.text, rests.text) from plain, folded, rests
$$;

create table customers (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  first_name text check (length(first_name) <= 100),
  last_name text check (length(last_name) <= 100),
  company_name text check (length(company_name) <= 255),
  email text check (length(email) <= 255),
  email_lower text generated always as (lower(email)) stored,
  phone text check (length(phone) <= 50),
  country_code text check (country_code ~ '^[A-Z]{2}$'),
  region text check (length(region) <= 100),
  city text check (length(city) <= 100),
  postal_code text check (length(postal_code) <= 20),
  address_line1 text check (length(address_line1) <= 255),
  address_line2 text check (length(address_line2) <= 255),
  timezone text not null check (length(timezone) <= 50),
  language text not null check (length(language) <= 35),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  status text not null default 'active' check (status in ('active', 'inactive', 'vip', 'blocked')),
  custom_fields jsonb not null default '{}' check (jsonb_typeof(custom_fields) = 'object'),
  assigned_to uuid,
  -- Figures: minor units of the tenant's currency, written by customers.queries.ts only.
  lifetime_value bigint not null default 0,
  lifetime_value_currency text not null check (lifetime_value_currency ~ '^[A-Z]{3}$'),
  total_orders integer not null default 0,
  average_order_value bigint not null default 0,
  first_order_date timestamptz,
  last_order_date timestamptz,
  orders_without_rate integer not null default 0,
  sort_name text generated always as (
    lower(left(coalesce(nullif(trim(coalesce(last_name, '') || ' ' || coalesce(first_name, '')), ''), company_name, email, ''), 200))
  ) stored,
  search_text text generated always as (customer_search_text(first_name, last_name, company_name, email, phone)) stored,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  constraint customers_assignee_fk foreign key (tenant_id, assigned_to) references memberships (tenant_id, user_id)
    on delete set null (assigned_to)
);
select protect_assigned_table('customers');

-- Only living customers hold their e-mail: the trash never blocks a new one.
create unique index customers_email_uq on customers (tenant_id, email_lower) where deleted_at is null;
create index customers_created_idx on customers (tenant_id, created_at, id) where deleted_at is null;
create index customers_updated_idx on customers (tenant_id, updated_at, id) where deleted_at is null;
create index customers_name_idx on customers (tenant_id, sort_name, id) where deleted_at is null;
create index customers_value_idx on customers (tenant_id, lifetime_value, id) where deleted_at is null;
create index customers_orders_idx on customers (tenant_id, total_orders, id) where deleted_at is null;
create index customers_last_order_idx on customers (tenant_id, last_order_date desc nulls last, id desc) where deleted_at is null;
create index customers_country_idx on customers (tenant_id, country_code, created_at, id) where deleted_at is null;
create index customers_status_idx on customers (tenant_id, status, created_at, id) where deleted_at is null;
create index customers_assignee_idx on customers (tenant_id, assigned_to, created_at desc, id desc) where deleted_at is null;
create index customers_trash_idx on customers (tenant_id, created_at, id) where deleted_at is not null;
create index customers_search_idx on customers using gin (search_text gin_trgm_ops);

-- One person's accounts in the places that customers come from.
create table customer_identities (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  customer_id uuid not null,
  source text not null check (length(source) between 1 and 100),
  external_id text not null check (length(external_id) between 1 and 255),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint customer_identities_source_uq unique (tenant_id, source, external_id),
  -- Deferred: an identity is claimed first, so that two imports cannot both make its customer.
  constraint customer_identities_customer_fk foreign key (tenant_id, customer_id) references customers (tenant_id, id)
    on delete cascade deferrable initially deferred
);
create index customer_identities_customer_idx on customer_identities (tenant_id, customer_id, created_at, id);
select protect_child_table('customer_identities', 'customers', 'customer_id');

create view customers_v1 with (security_invoker) as
  select tenant_id, id, first_name, last_name, company_name, email, phone, country_code, region, city, postal_code, timezone,
         language, currency, status, assigned_to, lifetime_value, lifetime_value_currency, total_orders, average_order_value,
         first_order_date, last_order_date, created_at, updated_at
    from customers where deleted_at is null;
grant select on customers_v1 to portolan_app;
