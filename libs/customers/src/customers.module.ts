import { Inject, Module, Optional } from '@nestjs/common'
import { Database, Lists, PublicResources, RouteInterceptors } from '@portolan/platform'
import { CustomerCompletion } from './customer-completion'
import { CustomerFigures } from './customer-figures'
import { CustomerImport } from './customer-import'
import { CustomerSync } from './customer-sync'
import { CustomerReferences } from './customer-references'
import { CustomerUndo } from './customer-undo'
import { HandOver } from './hand-over'
import { HandOverWorker } from './hand-over.worker'
import { BulkController } from './bulk/bulk.controller'
import { BulkEdits } from './bulk/bulk.edits'
import { BulkQueries } from './bulk/bulk.queries'
import { BulkService } from './bulk/bulk.service'
import { BulkWorker } from './bulk/bulk.worker'
import { CustomersController } from './customers.controller'
import { CustomersQueries } from './customers.queries'
import { customersResource } from './customers.resource'
import { CustomersService } from './customers.service'
import { CustomersWorker } from './customers.worker'
import { CustomFields } from './fields/custom-fields'
import { CustomFieldsController } from './fields/custom-fields.controller'
import { CustomFieldsQueries } from './fields/custom-fields.queries'
import { CustomFieldsService } from './fields/custom-fields.service'
import { CustomFieldsWorker } from './fields/custom-fields.worker'
import { DuplicateGroupsController, DuplicatesController } from './duplicates/duplicates.controller'
import { DuplicateGroupsQueries } from './duplicates/duplicate-groups.queries'
import { DuplicatesQueries } from './duplicates/duplicates.queries'
import { DuplicatesService } from './duplicates/duplicates.service'
import { IdentitiesLink } from './merge/identities.link'
import { MergeController } from './merge/merge.controller'
import { MergedCustomersInterceptor } from './merge/merged-customers.interceptor'
import { MergeQueries } from './merge/merge.queries'
import { MergeService } from './merge/merge.service'
import { TagsController } from './tags.controller'
import { TagsService } from './tags.service'

@Module({
  providers: [
    BulkEdits,
    BulkQueries,
    BulkService,
    CustomersService,
    CustomersQueries,
    CustomerCompletion,
    CustomerReferences,
    CustomerFigures,
    CustomerImport,
    CustomerSync,
    CustomerUndo,
    CustomFields,
    CustomFieldsQueries,
    CustomFieldsService,
    TagsService,
    MergeService,
    MergeQueries,
    DuplicateGroupsQueries,
    DuplicatesQueries,
    DuplicatesService,
    IdentitiesLink,
  ],
  exports: [
    BulkService,
    CustomersService,
    CustomerCompletion,
    CustomerImport,
    CustomerSync,
    CustomerUndo,
    CustomFields,
    CustomFieldsQueries,
    CustomFieldsService,
    TagsService,
    MergeService,
    MergeQueries,
    DuplicatesService,
  ],
})
export class CustomersModule {
  constructor(db: Database, published: PublicResources, lists: Lists) {
    lists.add('customers', customersResource)
    published.add(customersResource.published(db, 'customer'))
  }
}

@Module({
  imports: [CustomersModule],
  controllers: [
    BulkController,
    MergeController,
    DuplicateGroupsController,
    DuplicatesController,
    CustomersController,
    CustomFieldsController,
    TagsController,
  ],
  providers: [MergedCustomersInterceptor],
  exports: [CustomersModule],
})
export class CustomersApiModule {
  // Without HTTP there are no routes.
  constructor(merged: MergedCustomersInterceptor, @Optional() @Inject(RouteInterceptors) routes?: RouteInterceptors) {
    routes?.add(merged, ({ path }) => /^customers\/:id(\/|$)/.test(path))
  }
}

@Module({
  imports: [CustomersModule],
  providers: [HandOver, HandOverWorker, BulkWorker, CustomersWorker, CustomFieldsWorker],
  exports: [CustomersModule],
})
export class CustomersWorkerModule {}
