-- Reading transactions say so as they enter, and need no begin of their own. What is assigned is computed without a
-- plan; `perform` would make one.
drop function enter(uuid, uuid, text, uuid);
create function enter(tenant uuid, actor uuid, role_name text, session uuid, only_reads boolean default false) returns void
language plpgsql as $$
declare
  setting text;
  tenant_status text;
begin
  if only_reads then
    setting := set_config('transaction_read_only', 'on', true);
  end if;
  setting := set_config('app.tenant_id', coalesce(tenant::text, ''), true);
  setting := set_config('app.user_id', coalesce(actor::text, ''), true);
  setting := set_config('app.role', coalesce(role_name, ''), true);
  if session is not null then
    select t.status into tenant_status
      from sessions s join tenants t on t.id = s.tenant_id
     where s.id = session and s.tenant_id = tenant and s.user_id = actor and s.role = role_name
       and s.ended_at is null and s.expires_at > now();
    if not found then
      raise exception using errcode = 'PT401', message = 'the session has ended';
    elsif tenant_status = 'maintenance' then
      raise exception using errcode = 'PT503', message = 'the workspace is in maintenance';
    elsif tenant_status = 'suspended' then
      raise exception using errcode = 'PT403', message = 'the workspace is suspended';
    end if;
  end if;
end $$;
