export { cloneDatabase, type TestDatabase } from './cluster'
export { createTenant, testWorld, World, type Person, type Persona, type TestTenant, type WorldOptions } from './world'
export { RevenueRows, type CustomerRow, type OrderRow } from './revenue-rows'
export { anOrder, aRefund, aSale } from './order-commands'
