import type { Permission } from '@portolan/contracts'
import type { IconName } from '../ui/icons'

export interface Place {
  /** Its label is `shell.<key>`. */
  readonly key: string
  readonly link: string
  readonly icon: IconName
  readonly permission: Permission
  /** The key that leads there after `g`. */
  readonly letter: string
}

/** Where the navigation, the palette and the keys lead. */
export const places: readonly Place[] = [
  { key: 'dashboard', link: '/', icon: 'dashboard', permission: 'analytics.read', letter: 'd' },
  { key: 'customers', link: '/customers', icon: 'customers', permission: 'customers.read', letter: 'c' },
  { key: 'orders', link: '/orders', icon: 'orders', permission: 'orders.read', letter: 'o' },
  { key: 'products', link: '/products', icon: 'products', permission: 'products.read', letter: 'p' },
  { key: 'analytics', link: '/analytics', icon: 'chart', permission: 'analytics.read', letter: 'a' },
  { key: 'imports', link: '/imports', icon: 'imports', permission: 'imports.read', letter: 'i' },
  { key: 'exports', link: '/exports', icon: 'download', permission: 'exports.read', letter: 'e' },
  { key: 'settings', link: '/settings', icon: 'settings', permission: 'settings.read', letter: 's' },
]
