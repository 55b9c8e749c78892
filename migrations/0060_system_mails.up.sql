-- What this server writes to its own people, such as invitations; a shop's mail to customers is not here. The text is
-- made when it is sent, so that no row holds a link that still opens something.
create table system_mails (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  kind text not null check (length(kind) <= 50),
  subject_id uuid not null,
  recipient text not null check (length(recipient) <= 254),
  -- unknown: handed over, but whether the server took it was never heard; withdrawn: it had become pointless.
  status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed', 'unknown', 'withdrawn')),
  message_id text,
  attempts integer not null default 0,
  last_error text check (length(last_error) <= 500),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (tenant_id, id)
);
create index system_mails_subject_idx on system_mails (tenant_id, subject_id, id);
select protect_tenant_table('system_mails');

-- Mail of a server that sends nothing on, as the embedded run does without SMTP_URL.
create table caught_mails (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  message_id text not null,
  recipient text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  caught_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index caught_mails_caught_idx on caught_mails (tenant_id, caught_at, id);
select protect_tenant_table('caught_mails');

create policy keepers_read on system_mails as restrictive for select to portolan_app
  using ((select current_role_name()) in ('admin', 'system'));
create policy keepers_read on caught_mails as restrictive for select to portolan_app
  using ((select current_role_name()) in ('admin', 'system'));
create policy catcher_inserts on caught_mails as restrictive for insert to portolan_app
  with check ((select current_role_name()) = 'system');
