drop table shop_connects;
