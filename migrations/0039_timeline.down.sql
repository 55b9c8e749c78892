drop table timeline_entries;
