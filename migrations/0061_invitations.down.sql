drop table invitations;
drop table one_time_tokens;
