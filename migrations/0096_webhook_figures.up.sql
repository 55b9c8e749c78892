-- What a lane has done so far, for the metrics of the whole installation; written when a turn ends.
alter table webhook_lanes add column succeeded bigint not null default 0;
alter table webhook_lanes add column failed bigint not null default 0;
alter table webhook_lanes add column seconds double precision not null default 0;
-- Attempts by how long they took: one number for each limit of libs/webhooks/src/deliveries/figures.ts, not cumulated.
alter table webhook_lanes add column durations bigint[] not null default '{}';
-- Deliveries that waited at the end of the last turn, counted up to 10,000.
alter table webhook_lanes add column waiting integer not null default 0;
