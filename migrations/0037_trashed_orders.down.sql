drop view trashed_orders_v1;
