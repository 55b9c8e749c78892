drop view exchange_rates_v1;
drop index exchange_rates_newest_idx;
alter table exchange_rates drop column id;
