drop table distinct_customers;
alter table customers drop column name_key, drop column mailbox;
drop function customer_name_key, customer_mailbox;
