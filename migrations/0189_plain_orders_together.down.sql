create function assert_plain_order(customer uuid) returns void language plpgsql as $$
begin
  if customer is not null then
    perform from customers c
      where c.tenant_id = current_tenant() and c.id = customer and c.deleted_at is null and c.merged_at is null
        for no key update;
    if not found then
      raise exception using errcode = 'PT428', message = 'the customer has to be looked for';
    end if;
  end if;
  if exists (
    select from custom_fields f
     where f.tenant_id = current_tenant() and f.applies_to = 'orders' and f.is_required and f.archived_at is null) then
    raise exception using errcode = 'PT428', message = 'orders need values of their own fields';
  end if;
end $$;
drop function assert_plain_orders(uuid[]);
