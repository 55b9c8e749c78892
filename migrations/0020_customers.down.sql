drop view customers_v1;
drop table customer_identities, customers;
drop function customer_search_text;
