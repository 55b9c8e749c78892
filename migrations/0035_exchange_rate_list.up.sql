-- One list of the rates in use: the tenant's own and the published ones.
alter table exchange_rates add column id uuid not null default gen_random_uuid();
create unique index exchange_rates_newest_idx on exchange_rates (day, id);

create view exchange_rates_v1 with (security_invoker) as
select tenant_id, id, currency, day, rate, source, true as is_own, version from tenant_exchange_rates
union all
select current_tenant(), id, currency, day, rate, source, false, 1 from exchange_rates;
grant select on exchange_rates_v1 to portolan_app;
