drop policy visible_subject on timeline_entries;
create policy visible_subject on timeline_entries as restrictive to portolan_app using (
  (select current_role_name()) in ('admin', 'manager', 'readonly', 'system')
  or exists (select from customers c where c.tenant_id = timeline_entries.tenant_id and c.id = timeline_entries.customer_id)
  or exists (select from orders o where o.tenant_id = timeline_entries.tenant_id and o.id = timeline_entries.order_id)
);
drop table customer_merges;
alter table refunds drop column named_customer_id;
alter table orders drop column named_customer_id;
alter table customer_identities drop column named_customer_id;
alter table customers drop column merged_at;
