alter table orders drop column refunded_from, drop column payment_before_refunds;
drop table return_items, returns;
