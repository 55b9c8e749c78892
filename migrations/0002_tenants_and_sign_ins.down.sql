drop function enter;
drop table memberships, refresh_tokens, sessions, sign_in_routes, credentials, users, tenants;
