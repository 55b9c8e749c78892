drop table bulk_selections;
