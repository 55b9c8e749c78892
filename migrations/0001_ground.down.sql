drop function append_only, protect_child_table, protect_assigned_table, protect_tenant_table, deny_readonly_writes,
  protect_shared_table, iso_time, money_text, currency_exponent, current_role_name, current_actor, current_tenant;
revoke usage on schema public from portolan_app;
drop extension unaccent;
drop extension pg_trgm;
