drop function take_order_numbers;
drop table order_counters, order_items, orders;
drop function order_search_text;
