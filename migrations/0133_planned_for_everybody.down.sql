create or replace function protect_assigned_table(target regclass) returns void language plpgsql as $$
declare
  visible constant text := '(select current_role_name()) in (''admin'', ''manager'', ''readonly'', ''system'') or assigned_to = (select current_actor())';
begin
  perform protect_tenant_table(target);
  execute format('create policy assigned_rows on %s as restrictive to portolan_app using (%s) with check (%s)', target, visible, visible);
end $$;

do $$
declare
  visible constant text := '(select current_role_name()) in (''admin'', ''manager'', ''readonly'', ''system'') or assigned_to = (select current_actor())';
  target regclass;
begin
  for target in select polrelid::regclass from pg_policy where polname = 'assigned_rows' order by 1 loop
    execute format('alter policy assigned_rows on %s using (%s) with check (%s)', target, visible, visible);
  end loop;
end $$;
