-- What a policy says is guessed, too: of "the role sees everything, or the row is mine" the planner takes one row in
-- twenty-five to pass, and sorts what it could have read in order. Of a case it takes every second one.
create or replace function protect_assigned_table(target regclass) returns void language plpgsql as $$
declare
  visible constant text := 'case when (select current_role_name()) in (''admin'', ''manager'', ''readonly'', ''system'') then true else assigned_to = (select current_actor()) end';
begin
  perform protect_tenant_table(target);
  execute format('create policy assigned_rows on %s as restrictive to portolan_app using (%s) with check (%s)', target, visible, visible);
end $$;

do $$
declare
  visible constant text := 'case when (select current_role_name()) in (''admin'', ''manager'', ''readonly'', ''system'') then true else assigned_to = (select current_actor()) end';
  target regclass;
begin
  for target in select polrelid::regclass from pg_policy where polname = 'assigned_rows' order by 1 loop
    execute format('alter policy assigned_rows on %s using (%s) with check (%s)', target, visible, visible);
  end loop;
end $$;
