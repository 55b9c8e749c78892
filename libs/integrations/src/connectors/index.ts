import type { Platform } from '@portolan/contracts'
import type { Connector } from './connector'
import { custom } from './custom/custom'
import { shopify } from './shopify/shopify'
import { woocommerce } from './woocommerce/woocommerce'

export const connectors: Readonly<Record<Platform, Connector>> = { shopify, woocommerce, custom }
