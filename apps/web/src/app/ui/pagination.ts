import type { CustomerList } from '../data/customers.data'

/** What every list says about its pages. */
export type Pagination = CustomerList['meta']['pagination']
