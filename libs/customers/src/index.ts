import { CustomerEntity } from './customer.entity'
import { TagEntity } from './tag.entity'

export type { CustomerProfile, CustomerReference } from './customer.commands'
export { CustomersApiModule, CustomersModule, CustomersWorkerModule } from './customers.module'
export { CustomersService } from './customers.service'
export { customersResource } from './customers.resource'
export { TagsService } from './tags.service'
export const customersEntities = [CustomerEntity, TagEntity]
