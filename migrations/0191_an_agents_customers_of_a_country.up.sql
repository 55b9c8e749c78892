-- An agent's customers of one country or status are told apart in the index: of a hundred customers of hers, the rows of
-- all were read for the twenty that are shown.
drop index customers_assignee_idx;
create index customers_assignee_idx on customers (tenant_id, assigned_to, created_at desc, id desc, country_code, status)
  where deleted_at is null;
