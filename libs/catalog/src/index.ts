export { CatalogApiModule, CatalogModule } from './catalog.module'
export { CatalogSync } from './catalog-sync'
export type {
  BroughtProduct,
  ProductImage,
  ProductWords,
  ShopProduct,
  ShopProductVariant,
  ShopVariant,
  VariantOption,
} from './product.commands'
export { productsResource } from './products.resource'
export { ProductsService } from './products.service'
