// The platforms whose shops can be asked, each with its opener (see sync/sources.ts).
import type { Provider, Type } from '@nestjs/common'
import { sourceOpeners, type SourceOpener } from '../sync/sources'

const openers: Type<SourceOpener>[] = [
  // Shopify:
  // ---
  // WooCommerce:
  // ---
]

export const openerProviders: Provider[] = [
  ...openers,
  { provide: sourceOpeners, useFactory: (...all: SourceOpener[]) => all, inject: openers },
]
