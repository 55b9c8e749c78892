-- Revenue by day, kept beside the orders so that reports don't read them all. Cells hold native minor units: a report
-- converts them at their rate day, so it can be asked for in any currency and no frozen figure moves.
create table revenue_daily (
  tenant_id uuid not null references tenants on delete cascade,
  -- In the tenant's zone.
  day date not null,
  -- Null where the rate is missing.
  rate_day date,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- '' is unknown, so that unknown countries add up like the others.
  country_code text not null check (country_code ~ '^([A-Z]{2})?$'),
  -- Whether a customer bought, not a guest.
  known_buyer boolean not null,
  gross_amount bigint not null,
  refunded_amount bigint not null,
  orders integer not null,
  refunds integer not null,
  constraint revenue_daily_cell_uq unique nulls not distinct (tenant_id, day, country_code, currency, rate_day, known_buyer)
);
select protect_tenant_table('revenue_daily');

-- Who bought on a day: distinct customers of days or countries don't add up, so they are counted from here.
create table buyer_days (
  tenant_id uuid not null references tenants on delete cascade,
  day date not null,
  country_code text not null,
  currency text not null,
  customer_id uuid not null,
  primary key (tenant_id, day, country_code, currency, customer_id)
);
select protect_tenant_table('buyer_days');

-- Rollups are about everybody's orders: agents' reports read the orders themselves, where the policies limit them.
create policy not_for_agents on revenue_daily as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'readonly', 'system'));
create policy not_for_agents on buyer_days as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'readonly', 'system'));

-- Reports say up to when they are complete: the time of the oldest mark that waits.
alter table dirty_days add column marked_at timestamptz not null default now();
