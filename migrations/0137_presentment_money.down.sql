alter table refunds drop column presentment_currency, drop column presentment_amount;

alter table orders
  drop column presentment_currency,
  drop column presentment_total_amount,
  drop column presentment_discount_amount,
  drop column presentment_tax_amount,
  drop column presentment_shipping_amount;
