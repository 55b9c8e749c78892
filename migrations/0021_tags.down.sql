drop table customer_tags, tags;
