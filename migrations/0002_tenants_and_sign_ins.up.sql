-- Global tables of identity, which the database's doors ask at the start of every transaction.
create table tenants (
  id uuid primary key,
  name text not null,
  slug text not null constraint tenants_slug_uq unique check (slug ~ '^[a-z0-9](-?[a-z0-9]){1,62}$'),
  region text not null default 'eu',
  default_currency text not null default 'USD' check (default_currency ~ '^[A-Z]{3}$'),
  language text not null default 'en',
  timezone text not null default 'UTC',
  countries_served text[] not null default '{}',
  churn_window_days integer not null default 180 check (churn_window_days between 1 and 3650),
  order_number_pattern text not null default 'P-{number}' check (order_number_pattern like '%{number}%'),
  feature_flags jsonb not null default '{}',
  status text not null default 'active' check (status in ('active', 'maintenance', 'suspended')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);

-- An account: who signs in. What a workspace knows about the person stands in memberships, so that workspaces that
-- share a member learn nothing from each other.
create table users (
  id uuid primary key,
  email text not null,
  email_lower text not null constraint users_email_uq unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table credentials (
  user_id uuid primary key references users on delete cascade,
  password_hash text not null,
  changed_at timestamptz not null default now()
);

-- Which workspaces a person may sign in to; the role stays in memberships.
create table sign_in_routes (
  user_id uuid not null references users on delete cascade,
  tenant_id uuid not null references tenants on delete cascade,
  active boolean not null default true,
  primary key (user_id, tenant_id)
);

-- One sign-in: the family of its refresh tokens. Ending it ends its access tokens at once.
create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  tenant_id uuid not null references tenants on delete cascade,
  role text not null check (role in ('admin', 'manager', 'agent', 'readonly')),
  kind text not null check (kind in ('api', 'console')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text
);
create index sessions_user_idx on sessions (user_id, tenant_id) where ended_at is null;

create table refresh_tokens (
  hash text primary key,
  session_id uuid not null references sessions on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens_session_idx on refresh_tokens (session_id);

-- language and timezone: null follows the workspace.
create table memberships (
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('admin', 'manager', 'agent', 'readonly')),
  status text not null default 'active' check (status in ('active', 'inactive')),
  first_name text not null default '',
  last_name text not null default '',
  avatar_url text,
  language text,
  timezone text,
  last_login_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (tenant_id, user_id)
);
-- Who may change a membership is said in 0010.
select protect_shared_table('memberships');

grant select, insert, update on tenants, users, credentials, sign_in_routes, sessions, refresh_tokens to portolan_app;
grant delete on sessions, refresh_tokens to portolan_app;

-- Says for whom the transaction runs. Ended sign-ins and closed tenants are refused here, so that no door forgets it.
create function enter(tenant uuid, actor uuid, role_name text, session uuid) returns void language plpgsql as $$
declare
  tenant_status text;
begin
  perform set_config('app.tenant_id', coalesce(tenant::text, ''), true),
          set_config('app.user_id', coalesce(actor::text, ''), true),
          set_config('app.role', coalesce(role_name, ''), true);
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
