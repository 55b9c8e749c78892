// The platforms whose shops can be asked, each with its opener (see sync/sources.ts).
import type { Provider, Type } from '@nestjs/common'
import { sourceOpeners, type SourceOpener } from '../sync/sources'
import { ShopifyOpener } from './shopify/shopify.opener'
import { WooCommerceOpener } from './woocommerce/woocommerce.opener'

const openers: Type<SourceOpener>[] = [
  // Shopify:
  ShopifyOpener,
  // ---
  // WooCommerce:
  WooCommerceOpener,
]

export const openerProviders: Provider[] = [
  ...openers,
  { provide: sourceOpeners, useFactory: (...all: SourceOpener[]) => all, inject: openers },
]
