-- What the customer saw and pays, where that is not the currency that the shop reckons in. Minor units of its own
-- currency; it counts in no figure, since the shop's own money is known for every order.
alter table orders
  add column presentment_currency text check (presentment_currency ~ '^[A-Z]{3}$'),
  add column presentment_total_amount bigint,
  add column presentment_discount_amount bigint,
  add column presentment_tax_amount bigint,
  add column presentment_shipping_amount bigint,
  add constraint orders_presentment_whole check (num_nulls(presentment_currency, presentment_total_amount,
    presentment_discount_amount, presentment_tax_amount, presentment_shipping_amount) in (0, 5));

alter table refunds
  add column presentment_currency text check (presentment_currency ~ '^[A-Z]{3}$'),
  add column presentment_amount bigint check (presentment_amount > 0),
  add constraint refunds_presentment_whole check (num_nulls(presentment_currency, presentment_amount) in (0, 2));
