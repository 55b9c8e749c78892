-- Who opens a link that was mailed. Only hashes are kept; the subject is an invitation or an account.
create table one_time_tokens (
  hash text primary key,
  purpose text not null check (purpose in ('invitation', 'password_reset')),
  tenant_id uuid not null references tenants on delete cascade,
  subject_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_tokens_subject_idx on one_time_tokens (subject_id, purpose);
create index one_time_tokens_expiry_idx on one_time_tokens (expires_at);
grant select, insert, update, delete on one_time_tokens to portolan_app;

create table invitations (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  email text not null check (length(email) <= 254),
  email_lower text generated always as (lower(email)) stored,
  role text not null check (role in ('admin', 'manager', 'agent', 'readonly')),
  first_name text not null default '' check (length(first_name) <= 100),
  last_name text not null default '' check (length(last_name) <= 100),
  language text,
  status text not null default 'pending' check (status in ('pending', 'accepted', 'revoked')),
  invited_by uuid,
  accepted_by uuid,
  expires_at timestamptz not null,
  mailed_at timestamptz not null default now(),
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id),
  constraint invitations_inviter_fk foreign key (tenant_id, invited_by) references memberships (tenant_id, user_id)
    on delete set null (invited_by),
  constraint invitations_accepter_fk foreign key (tenant_id, accepted_by) references memberships (tenant_id, user_id)
    on delete set null (accepted_by)
);
-- One open invitation per address.
create unique index invitations_pending_uq on invitations (tenant_id, email_lower) where status = 'pending';
create index invitations_created_idx on invitations (tenant_id, created_at, id);
select protect_tenant_table('invitations');

create policy keepers_read on invitations as restrictive for select to portolan_app
  using ((select current_role_name()) in ('admin', 'system'));
create policy keepers_insert on invitations as restrictive for insert to portolan_app
  with check ((select current_role_name()) in ('admin', 'system'));
