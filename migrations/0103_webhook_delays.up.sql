-- Deliveries by how long after its event each arrived, retries included: one number for each limit of
-- libs/webhooks/src/deliveries/figures.ts, not cumulated.
alter table webhook_lanes add column delays bigint[] not null default '{}';
alter table webhook_lanes add column delay_seconds double precision not null default 0;
