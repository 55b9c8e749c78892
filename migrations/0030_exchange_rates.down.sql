drop function rate_for;
drop function convert_minor;
drop function eur_rate;
drop table tenant_exchange_rates, exchange_rates;
drop function deny_agent_writes;
