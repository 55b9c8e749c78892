-- A shop's token is renewed by one worker at a time, which holds no lock while it asks the shop for another.
alter table integrations
  add column token_lease uuid,
  add column token_leased_until timestamptz,
  add column token_renewed_at timestamptz;
