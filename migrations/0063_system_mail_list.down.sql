drop index system_mails_created_idx;
