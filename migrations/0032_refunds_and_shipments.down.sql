drop table shipments, refund_items, refunds;
