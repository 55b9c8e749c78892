-- A shop that was disconnected goes on sending until our hooks are taken out of it. The credentials that it takes are
-- kept apart from those of connections, sealed as they were, until that is done or was given up.
alter table integrations
  add column parting_credentials text,
  add column hooks_removal text check (hooks_removal in ('pending', 'removed', 'kept', 'failed')),
  add column hooks_removal_error text check (length(hooks_removal_error) <= 500),
  add constraint integrations_parting check (parting_credentials is null or (status = 'disconnected' and hooks_removal = 'pending'));
