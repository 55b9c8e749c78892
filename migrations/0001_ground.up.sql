-- The ground that every table stands on: who acts, how amounts and times read, and how a table is protected.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

grant usage on schema public to portolan_app;

create function current_tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;
create function current_actor() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::uuid;
create function current_role_name() returns text language sql stable parallel safe
  return coalesce(current_setting('app.role', true), '');

-- Decimals of ISO 4217 minor units; a test compares them with libs/contracts.
create function currency_exponent(currency text) returns integer language sql immutable parallel safe
  return case
    when currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF','TRL') then 0
    when currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 3
    when currency in ('CLF','UYW') then 4
    else 2
  end;
-- Minor units as a decimal string: (12990, EUR) is 129.90. Multiplying by a power of ten keeps its scale.
create function money_text(minor bigint, currency text) returns text language sql immutable parallel safe
  return case currency_exponent(currency)
    when 2 then (minor * 0.01)::text
    when 0 then minor::text
    when 3 then (minor * 0.001)::text
    else (minor * 0.0001)::text
  end;
create function iso_time(moment timestamptz) returns text language sql stable parallel safe
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- Rows of one tenant: row-level security, policies that name their role, and no writing for readonly members.
create function protect_shared_table(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant_rows on %s to portolan_app using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()))', target);
  execute format('create policy owner_rows on %s to portolan_owner using (true) with check (true)', target);
  execute format('grant select, insert, update, delete on %s to portolan_app', target);
end $$;

create function deny_readonly_writes(target regclass) returns void language plpgsql as $$
declare
  may_write constant text := '(select current_role_name()) in (''admin'', ''manager'', ''agent'', ''system'')';
begin
  execute format('create policy writers_insert on %s as restrictive for insert to portolan_app with check (%s)', target, may_write);
  execute format('create policy writers_update on %s as restrictive for update to portolan_app using (%s)', target, may_write);
  execute format('create policy writers_delete on %s as restrictive for delete to portolan_app using (%s)', target, may_write);
end $$;

create function protect_tenant_table(target regclass) returns void language plpgsql as $$
begin
  perform protect_shared_table(target);
  perform deny_readonly_writes(target);
end $$;

-- The same, and an agent sees and changes only what is assigned to her. A setting that is missing sees nothing.
create function protect_assigned_table(target regclass) returns void language plpgsql as $$
declare
  visible constant text := '(select current_role_name()) in (''admin'', ''manager'', ''readonly'', ''system'') or assigned_to = (select current_actor())';
begin
  perform protect_tenant_table(target);
  execute format('create policy assigned_rows on %s as restrictive to portolan_app using (%s) with check (%s)', target, visible, visible);
end $$;

-- A child row is visible to an agent where its parent is: the parent's own policy answers.
create function protect_child_table(target regclass, parent regclass, parent_column name) returns void language plpgsql as $$
declare
  visible constant text := format(
    '(select current_role_name()) in (''admin'', ''manager'', ''readonly'', ''system'') or exists (select from %s parent where parent.tenant_id = %s.tenant_id and parent.id = %s.%I)',
    parent, target, target, parent_column);
begin
  perform protect_tenant_table(target);
  execute format('create policy visible_parent on %s as restrictive to portolan_app using (%s) with check (%s)', target, visible, visible);
end $$;

create function append_only(target regclass) returns void language plpgsql as $$
begin
  execute format('revoke update, delete on %s from portolan_app', target);
end $$;

revoke execute on function protect_shared_table, deny_readonly_writes, protect_tenant_table, protect_assigned_table,
  protect_child_table, append_only from public;
