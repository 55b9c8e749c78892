alter table integrations
  drop column parting_credentials,
  drop column hooks_removal,
  drop column hooks_removal_error;
