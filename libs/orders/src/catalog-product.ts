// Items lead to the catalogue by their order's source and the shop's own id of the product.

/** SQL for the product that the item `i` of the order `o` is of; null where the catalogue has none. */
export const catalogProduct = `(select p.id from products_v1 p
   where p.tenant_id = current_tenant() and p.source = o.source and p.external_id = i.product_id)`

/** The condition that the order `o` has an item of one of these products. */
export function hasItemOf(products: string): string {
  return `(o.source, o.id) in (
    select p.source, i.order_id
      from products_v1 p join order_items i on i.tenant_id = p.tenant_id and i.product_id = p.external_id
     where p.tenant_id = current_tenant() and p.id = any(${products}))`
}
