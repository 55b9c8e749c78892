-- Plain orders (0164) of several requests travel together, so none of them waits here for whoever holds a customer: all
-- the others would wait, too. Such an order is not plain, and waits by itself.
create function assert_plain_orders(buyers uuid[]) returns void language plpgsql as $$
declare
  living integer;
begin
  perform from customers c
    where c.tenant_id = current_tenant() and c.id = any (buyers) and c.deleted_at is null and c.merged_at is null
      for no key update skip locked;
  get diagnostics living = row_count;
  if living < cardinality(buyers) then
    raise exception using errcode = 'PT428', message = 'a customer has to be looked or waited for';
  end if;
  if exists (
    select from custom_fields f
     where f.tenant_id = current_tenant() and f.applies_to = 'orders' and f.is_required and f.archived_at is null) then
    raise exception using errcode = 'PT428', message = 'orders need values of their own fields';
  end if;
end $$;
drop function assert_plain_order(uuid);
