-- How many different customers bought in any range, as a sum. A *span* reaches from a day on which somebody bought to
-- itself and counts one, and from each such day to her next one and counts one less: of the spans that lie within a range
-- whoever bought in it is left once. Rows are by days, not by customers; a month of any shop has some hundreds.
create table buyer_spans (
  tenant_id uuid not null references tenants on delete cascade,
  -- '*' is all of them: who bought in two currencies counts in each, and once in '*'. The same goes for countries.
  currency text not null check (currency ~ '^([A-Z]{3}|\*)$'),
  country_code text not null check (country_code ~ '^([A-Z]{2}|\*)?$'),
  first_day date not null,
  last_day date not null,
  buyers integer not null check (buyers <> 0)
);

-- Who has come or gone on a day is followed through her other days, so buyers are found by customer and then by day.
alter table buyer_days drop constraint buyer_days_pkey,
  add primary key (tenant_id, customer_id, day, country_code, currency);
create index buyer_days_day_idx on buyer_days (tenant_id, day);

insert into buyer_spans (tenant_id, currency, country_code, first_day, last_day, buyers)
select tenant_id, currency, country_code, first_day, last_day, sum(counted)
  from (
    select tenant_id, currency, country_code, previous_day, day, count(*) as buyers
      from (
        select b.tenant_id, p.currency, p.country_code, b.day,
               lag(b.day) over (partition by b.tenant_id, b.customer_id, p.currency, p.country_code order by b.day) as previous_day
          from buyer_days b
         cross join lateral (values ('*', '*'), (b.currency, '*'), ('*', b.country_code)) p (currency, country_code)) days
     where previous_day is distinct from day
     group by 1, 2, 3, 4, 5) pairs
 cross join lateral (values (day, day, buyers), (previous_day, day, -buyers)) s (first_day, last_day, counted)
 where first_day is not null
 group by 1, 2, 3, 4, 5;

alter table buyer_spans add primary key (tenant_id, currency, country_code, first_day, last_day);
select protect_tenant_table('buyer_spans');
create policy not_for_agents on buyer_spans as restrictive to portolan_app
  using ((select current_role_name()) in ('admin', 'manager', 'readonly', 'system'));
analyze buyer_spans;
