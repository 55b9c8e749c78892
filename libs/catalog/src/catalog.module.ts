import { Module } from '@nestjs/common'
import { Database, Lists, PublicResources } from '@portolan/platform'
import { CatalogQueries } from './catalog.queries'
import { CatalogSync } from './catalog-sync'
import { ProductsController } from './products.controller'
import { productsResource } from './products.resource'
import { ProductsService } from './products.service'

/** The room; shops bring products in, so there is no worker's door. */
@Module({
  providers: [CatalogQueries, CatalogSync, ProductsService],
  exports: [CatalogSync, ProductsService],
})
export class CatalogModule {
  constructor(db: Database, published: PublicResources, lists: Lists) {
    lists.add('products', productsResource)
    published.add(productsResource.published(db, 'product'))
  }
}

@Module({ imports: [CatalogModule], controllers: [ProductsController], exports: [CatalogModule] })
export class CatalogApiModule {}
