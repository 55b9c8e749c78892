drop view custom_fields_v1;
drop table view_defaults;
drop table views;
