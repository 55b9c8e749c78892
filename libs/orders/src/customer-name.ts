/** SQL for what a list calls the customer with this id: the name, else the company, else the e-mail address. */
export function customerName(id: string): string {
  return `(select coalesce(nullif(concat_ws(' ', nullif(c.first_name, ''), nullif(c.last_name, '')), ''), nullif(c.company_name, ''), c.email)
     from customers_v1 c where c.tenant_id = current_tenant() and c.id = ${id})`
}
