-- The answer to a POST that named itself (Idempotency-Key), written in the effect's own transaction and kept for a day:
-- the same request again gets the same answer. Answers are for the one who asked.
create table idempotency_keys (
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null,
  id uuid not null,
  method text not null,
  path text not null check (length(path) <= 2000),
  key text not null check (length(key) <= 255),
  body_hash text not null,
  status integer,
  headers jsonb not null default '{}',
  answer text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint idempotency_keys_member_fk foreign key (tenant_id, user_id) references memberships (tenant_id, user_id)
    on delete cascade,
  constraint idempotency_keys_uq unique (tenant_id, user_id, method, path, key)
);
create index idempotency_keys_age_idx on idempotency_keys (tenant_id, user_id, created_at);
select protect_shared_table('idempotency_keys');
create policy own_keys on idempotency_keys as restrictive to portolan_app
  using (user_id = (select current_actor())) with check (user_id = (select current_actor()));
