-- The list of products has views, too.
alter table views drop constraint views_list_check, add constraint views_list_check check (list in ('customers', 'orders', 'products'));
alter table view_defaults
  drop constraint view_defaults_list_check,
  add constraint view_defaults_list_check check (list in ('customers', 'orders', 'products'));
