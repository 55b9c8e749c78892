import type { CustomerList } from '../data/customers.data'

/** What every list says about its pages. */
export type Pagination = CustomerList['meta']['pagination']

/** Offsets end here (DESIGN §3, counting); beyond it only cursors go on. */
export const lastOffset = 10_000
