drop table buyer_spans;
drop index buyer_days_day_idx;
alter table buyer_days drop constraint buyer_days_pkey,
  add primary key (tenant_id, day, country_code, currency, customer_id);
