-- Each entry is a customer's or an order's, who are of the workspace themselves and take their entries along. That the
-- workspace exists was asked once more for each entry that was written.
alter table timeline_entries drop constraint timeline_entries_tenant_id_fkey;
