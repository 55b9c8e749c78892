revoke select on migrations from portolan_app;
