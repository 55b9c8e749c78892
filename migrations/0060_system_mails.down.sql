drop table caught_mails;
drop table system_mails;
