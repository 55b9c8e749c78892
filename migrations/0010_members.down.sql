drop view members_v1;
drop index sessions_expiry_idx, memberships_created_idx;
drop trigger memberships_role_guard on memberships;
drop function keep_role_and_status;
drop policy keepers_delete on memberships;
drop policy keepers_update on memberships;
drop policy keepers_insert on memberships;
