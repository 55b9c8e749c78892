drop function find_orders;
drop function find_customers;
drop function similar_customers;
drop function similar_conditions;
drop function search_conditions;
