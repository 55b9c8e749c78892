drop trigger customers_counted_on_truncate on customers;
drop trigger customers_counted_on_delete on customers;
drop trigger customers_counted_on_update on customers;
drop trigger customers_counted_on_insert on customers;
drop function forget_customer_counts;
drop function count_changed_customer;
drop function count_new_customers;
drop table customer_counts;
