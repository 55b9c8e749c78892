drop table rollup_days;
drop table rollups;
