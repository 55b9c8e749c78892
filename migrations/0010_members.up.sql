-- Every member knows the colleagues; administrators decide about them, and each member keeps the own profile.
create policy keepers_insert on memberships as restrictive for insert to portolan_app
  with check ((select current_role_name()) in ('admin', 'system'));
create policy keepers_update on memberships as restrictive for update to portolan_app
  using ((select current_role_name()) in ('admin', 'system') or user_id = (select current_actor()));
create policy keepers_delete on memberships as restrictive for delete to portolan_app
  using ((select current_role_name()) in ('admin', 'system'));

-- A policy cannot say which columns change: nobody gives themselves a role.
create function keep_role_and_status() returns trigger language plpgsql as $$
begin
  if current_role_name() not in ('admin', 'system') and current_user = 'portolan_app' then
    raise exception using errcode = '42501', message = 'only administrators change roles and status';
  end if;
  return new;
end $$;
create trigger memberships_role_guard before update of role, status, user_id, tenant_id on memberships
  for each row when ((old.role, old.status, old.user_id, old.tenant_id) is distinct from (new.role, new.status, new.user_id, new.tenant_id))
  execute function keep_role_and_status();

create index memberships_created_idx on memberships (tenant_id, created_at, user_id);
create index sessions_expiry_idx on sessions (expires_at);

-- The members of a workspace as colleagues see them; e-mail, last sign-in and settings are the own or an administrator's.
create view members_v1 with (security_invoker = true) as
select m.tenant_id, m.user_id as id, m.first_name, m.last_name, m.avatar_url, m.role, m.status,
       case when s.shown then u.email end as email,
       case when s.shown then u.email_lower end as email_lower,
       case when s.shown then m.language end as language,
       case when s.shown then m.timezone end as timezone,
       case when s.shown then m.last_login_at end as last_login_at,
       m.created_at, m.updated_at, m.version
  from memberships m
  join users u on u.id = m.user_id
  cross join lateral (
    select (select current_role_name()) in ('admin', 'system') or m.user_id = (select current_actor()) as shown
  ) s;
grant select on members_v1 to portolan_app;
