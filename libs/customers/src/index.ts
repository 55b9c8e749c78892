export type { CustomerProfile, CustomerReference } from './customer.commands'
