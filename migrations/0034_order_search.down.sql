drop function search_orders;
