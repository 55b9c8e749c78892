-- How often a workspace's rollup was recomputed, which is also held by whoever recomputes, and which of these was the last
-- to touch each day: a report that was kept stands as long as its days do.
create table rollups (
  tenant_id uuid primary key references tenants on delete cascade,
  number bigint not null default 1,
  recomputed_at timestamptz not null default clock_timestamp()
);
select protect_shared_table('rollups');

create table rollup_days (
  tenant_id uuid not null references tenants on delete cascade,
  day date not null,
  number bigint not null,
  primary key (tenant_id, day)
);
select protect_shared_table('rollup_days');

insert into rollup_days (tenant_id, day, number) select distinct tenant_id, day, 0 from revenue_daily;
