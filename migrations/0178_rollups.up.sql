-- How often a workspace's rollup was recomputed: reports that were kept are told by it, and who recomputes holds the row.
create table rollups (
  tenant_id uuid primary key references tenants on delete cascade,
  number bigint not null default 1,
  recomputed_at timestamptz not null default clock_timestamp()
);
select protect_shared_table('rollups');
