-- Pictures of members: small squares that were encoded here. Everybody of the workspace sees them.
create table avatars (
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null,
  picture bytea not null check (octet_length(picture) <= 200000),
  hash text not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, user_id),
  constraint avatars_member_fk foreign key (tenant_id, user_id) references memberships (tenant_id, user_id) on delete cascade
);
select protect_shared_table('avatars');

create policy keepers_insert on avatars as restrictive for insert to portolan_app
  with check (user_id = (select current_actor()) or (select current_role_name()) = 'system');
create policy keepers_update on avatars as restrictive for update to portolan_app
  using (user_id = (select current_actor()) or (select current_role_name()) = 'system');
create policy keepers_delete on avatars as restrictive for delete to portolan_app
  using (user_id = (select current_actor()) or (select current_role_name()) = 'system');
