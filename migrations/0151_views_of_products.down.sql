delete from views where list = 'products';
alter table view_defaults
  drop constraint view_defaults_list_check,
  add constraint view_defaults_list_check check (list in ('customers', 'orders'));
alter table views drop constraint views_list_check, add constraint views_list_check check (list in ('customers', 'orders'));
