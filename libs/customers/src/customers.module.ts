import { Module } from '@nestjs/common'
import { Database, PublicResources } from '@portolan/platform'
import { CustomerFigures } from './customer-figures'
import { CustomerImport } from './customer-import'
import { CustomerReferences } from './customer-references'
import { CustomerUndo } from './customer-undo'
import { HandOver } from './hand-over'
import { HandOverWorker } from './hand-over.worker'
import { CustomersController } from './customers.controller'
import { CustomersQueries } from './customers.queries'
import { customersResource } from './customers.resource'
import { CustomersService } from './customers.service'
import { CustomersWorker } from './customers.worker'
import { TagsController } from './tags.controller'
import { TagsService } from './tags.service'

@Module({
  providers: [
    CustomersService,
    CustomersQueries,
    CustomerReferences,
    CustomerFigures,
    CustomerImport,
    CustomerUndo,
    TagsService,
  ],
  exports: [CustomersService, CustomerImport, CustomerUndo, TagsService],
})
export class CustomersModule {
  constructor(db: Database, published: PublicResources) {
    published.add(customersResource.published(db, 'customer'))
  }
}

@Module({ imports: [CustomersModule], controllers: [CustomersController, TagsController], exports: [CustomersModule] })
export class CustomersApiModule {}

@Module({
  imports: [CustomersModule],
  providers: [HandOver, HandOverWorker, CustomersWorker],
  exports: [CustomersModule],
})
export class CustomersWorkerModule {}
