-- Products as the shops know them. What nobody sells any more stays, since orders go on pointing at it.
-- What a search finds a product by: lowered words with a space in front of each, also without accents. Scripts without
-- spaces between words add every rest of a word, so that two characters from its middle are the beginning of something.
create function product_search_text(words text) returns text language sql immutable parallel safe as $$
  with plain (text) as (
    select lower(regexp_replace(coalesce(words, ''), '\s+', ' ', 'g'))
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

-- A variant with so many pieces or fewer is low, where the shop itself does not say when it is.
alter table tenants add column low_stock_threshold integer not null default 5 check (low_stock_threshold between 0 and 1000000);

create table products (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  source text not null check (length(source) between 1 and 100),
  external_id text not null check (length(external_id) between 1 and 255),
  -- In the shop's own language; other languages stand in `translations`, as {"de": {"name": "…", "description": "…"}}.
  name text not null default '' check (length(name) <= 500),
  description text check (length(description) <= 20000),
  translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  status text not null default 'active' check (status in ('active', 'draft', 'archived')),
  brand text check (length(brand) <= 255),
  categories text[] not null default '{}',
  product_type text check (length(product_type) <= 255),
  tags text[] not null default '{}',
  -- Where buyers see it.
  url text check (length(url) <= 2048),
  -- [{"url": "…", "alt": "…"}], the one that the shop shows first in front.
  images jsonb not null default '[]' check (jsonb_typeof(images) = 'array'),
  -- Of its variants together, written with them: pieces that are counted (null when none is), and what a search finds.
  stock_quantity bigint,
  search_text text not null default ' ',
  external_updated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- When the shop deleted it.
  deleted_at timestamptz,
  primary key (tenant_id, id),
  constraint products_source_uq unique (tenant_id, source, external_id)
);
create index products_name_idx on products (tenant_id, name, id);
create index products_created_idx on products (tenant_id, created_at, id);
create index products_updated_idx on products (tenant_id, updated_at, id);
create index products_stock_idx on products (tenant_id, stock_quantity desc nulls last, id desc);
create index products_search_idx on products using gin (search_text gin_trgm_ops);
select protect_tenant_table('products');
select deny_agent_writes('products', '{insert,update,delete}');

create table product_variants (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  product_id uuid not null,
  position integer not null,
  external_id text not null check (length(external_id) between 1 and 255),
  sku text check (length(sku) <= 255),
  -- Null for the only one there is.
  name text check (length(name) <= 500),
  -- [{"name": "Size", "value": "S"}]
  options jsonb not null default '[]' check (jsonb_typeof(options) = 'array'),
  -- Of the three amounts; null where the shop has not told its currency, and then there are no amounts.
  currency text check (currency ~ '^[A-Z]{3}$'),
  price bigint,
  compare_at_price bigint,
  cost bigint,
  -- Null where the shop does not count the pieces.
  stock_quantity integer,
  -- Null where the workspace's counts.
  low_stock_threshold integer check (low_stock_threshold >= 0),
  barcode text check (length(barcode) <= 255),
  -- Where it is sold, as far as the shop says.
  countries text[],
  image_url text check (length(image_url) <= 2048),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint product_variants_shop_uq unique (tenant_id, product_id, external_id),
  constraint product_variants_product_fk foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade,
  constraint product_variants_amounts_ck check (currency is not null or coalesce(price, compare_at_price, cost) is null)
);
create index product_variants_sku_idx on product_variants (tenant_id, sku) where sku is not null;
create index product_variants_stock_idx on product_variants (tenant_id, stock_quantity) where stock_quantity is not null;
select protect_tenant_table('product_variants');
select deny_agent_writes('product_variants', '{insert,update,delete}');

-- What other domains may read of the catalogue. Deleted products are there: what was sold of them was sold.
create view products_v1 with (security_invoker) as
select tenant_id, id, source, external_id, name, status, brand, categories, product_type,
       images -> 0 ->> 'url' as image_url, deleted_at
  from products;

create view product_variants_v1 with (security_invoker) as
select v.tenant_id, v.id, v.product_id, p.source, p.external_id as product_external_id, v.external_id, v.sku, v.name,
       v.currency, v.price, v.cost, v.position
  from product_variants v
  join products p on p.tenant_id = v.tenant_id and p.id = v.product_id;

grant select on products_v1, product_variants_v1 to portolan_app;

-- The search of products, as the owner, for the reasons that search_customers gives. Everybody sees all products.
create function search_products(term text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  tenant constant uuid := current_tenant();
  role_name constant text := current_role_name();
  conditions text;
begin
  if tenant is null or role_name not in ('admin', 'manager', 'agent', 'readonly', 'system') then
    raise exception using errcode = '42501', message = 'a search runs for a tenant';
  end if;
  select string_agg(format('search_text like %L', case when length(word) >= 3 then '%' else '% ' end || escaped || '%'), ' and ')
    into conditions
    from (select distinct word, replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') as escaped
            from unnest(string_to_array(regexp_replace(lower(trim(term)), '\s+', ' ', 'g'), ' ')) word
           where word ~ '[[:alnum:]]' limit 10) words;
  if conditions is null then
    return;
  end if;
  return query execute format(
    '(select id from public.products where tenant_id = $1 and deleted_at is null and %1$s order by created_at desc, id desc limit 10001)
     union all
     (select id from public.products where tenant_id = $1 and deleted_at is not null and %1$s order by created_at desc, id desc limit 1000)',
    conditions) using tenant;
end $$;
revoke execute on function search_products from public;
grant execute on function search_products to portolan_app;
