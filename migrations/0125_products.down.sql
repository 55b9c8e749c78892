drop function search_products;
drop view product_variants_v1, products_v1;
drop table product_variants, products;
alter table tenants drop column low_stock_threshold;
drop function product_search_text;
