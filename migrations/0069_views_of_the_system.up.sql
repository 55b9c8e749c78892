-- What acts for the workspace itself sees and changes its views as it does every other row.
drop policy keepers_update on views;
drop policy keepers_delete on views;
drop policy own_defaults on view_defaults;
create policy keepers_update on views as restrictive for update to portolan_app
  using ((select current_role_name()) = 'system' or case when is_shared then (select current_role_name()) in ('admin', 'manager') else owner_id = (select current_actor()) end)
  with check ((select current_role_name()) = 'system' or case when is_shared then (select current_role_name()) in ('admin', 'manager') else owner_id = (select current_actor()) end);
create policy keepers_delete on views as restrictive for delete to portolan_app
  using ((select current_role_name()) = 'system' or case when is_shared then (select current_role_name()) in ('admin', 'manager') else owner_id = (select current_actor()) end);
create policy own_defaults on view_defaults as restrictive to portolan_app
  using ((select current_role_name()) = 'system' or user_id = (select current_actor()))
  with check ((select current_role_name()) = 'system' or user_id = (select current_actor()));
