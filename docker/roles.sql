-- The two roles of a Portolan database, and what belongs to whom. The only place where roles are made: the embedded
-- cluster, the tests and the Docker image all run this file as a superuser, connected to the database it is about.
-- Running it again changes nothing. Passwords come from the settings portolan.owner_password and portolan.app_password
-- (PGOPTIONS="-c portolan.owner_password=…"); an empty one leaves the role's password as it is.
--
-- portolan_owner  owns the database and its schema; used by migrate, backup and restore only
-- portolan_app    what the processes connect as; row-level security always applies to it
do $$
declare
  database text := current_database();
  secret text;
  name text;
begin
  foreach name in array array['portolan_owner', 'portolan_app'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I login', name);
    end if;
    if exists (select from pg_roles where rolname = name and (rolsuper or rolbypassrls or rolcreaterole)) then
      raise exception 'role % must not be superuser, nor have bypassrls or createrole', name;
    end if;
    secret := nullif(current_setting('portolan.' || replace(name, 'portolan_', '') || '_password', true), '');
    if secret is not null then
      execute format('alter role %I login password %L', name, secret);
    end if;
  end loop;

  execute format('alter database %I owner to portolan_owner', database);
  execute format('revoke all on database %I from public', database);
  execute format('grant connect on database %I to portolan_app', database);
end
$$;

alter schema public owner to portolan_owner;
revoke all on schema public from public;
grant usage on schema public to portolan_app;
