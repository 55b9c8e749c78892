import { CustomerEntity } from './customer.entity'
import { CustomFieldEntity } from './fields/custom-field.entity'
import { TagEntity } from './tag.entity'

export type {
  CustomerProfile,
  CustomerReference,
  ImportCustomer,
  ImportedCustomer,
  KeptReason,
  OnDuplicate,
  Undone,
  WrittenChange,
} from './customer.commands'
export { CreateCustomerDto, customerStatuses } from './customer.dto'
export { CustomerImport } from './customer-import'
export { CustomerSync, type ShopAccount, type ShopPerson, type ShopProfile } from './customer-sync'
export { CustomerUndo } from './customer-undo'
export { CustomersApiModule, CustomersModule, CustomersWorkerModule } from './customers.module'
export type { ResolvedCustomer } from './customer-references'
export { CustomersService } from './customers.service'
export { customersResource } from './customers.resource'
export type { CreateCustomFieldDto } from './fields/custom-field.dto'
export { CustomFieldsService } from './fields/custom-fields.service'
export { fieldValueTaken } from './fields/custom-field.errors'
export { AsSent, IsCustomFields, largestCustomFields } from './dto.rules'
export { CustomFields, ownFields, type WantedValue } from './fields/custom-fields'
export { DuplicatesService } from './duplicates/duplicates.service'
export { FieldRules, type FieldValues } from './fields/field-rules'
export { MergeService } from './merge/merge.service'
export { TagsService } from './tags.service'
export const customersEntities = [CustomerEntity, CustomFieldEntity, TagEntity]
