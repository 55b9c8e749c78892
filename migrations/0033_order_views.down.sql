drop view customer_order_facts_v1, refunds_v1, order_items_v1, orders_v1;
