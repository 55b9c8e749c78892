-- Until when a lane is left alone, for its pace or because its receiver asked for it: what comes meanwhile does not wake it.
alter table webhook_lanes add column rest_until timestamptz;
