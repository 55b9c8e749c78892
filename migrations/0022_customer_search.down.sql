drop function search_customers;
