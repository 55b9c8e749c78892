alter table integrations drop column token_renewed_at, drop column token_leased_until, drop column token_lease;
