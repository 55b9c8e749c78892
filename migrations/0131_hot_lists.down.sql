drop index customers_won_idx;
drop index customers_country_value_idx;
