// One table says who may do what (docs/permissions.md prints it). Every route names one permission or is public, and
// row-level security repeats the row part: agents see and change what is assigned to them.

export const roles = ['admin', 'manager', 'agent', 'readonly'] as const
export type Role = (typeof roles)[number]

/** `system` is the worker and the command line acting inside a tenant; no token carries it. */
export type ActingRole = Role | 'system'

const everyone = roles
const staff = ['admin', 'manager', 'agent'] as const
const managers = ['admin', 'manager'] as const
const admins = ['admin'] as const

export const permissions = {
  'customers.read': everyone,
  'customers.create': staff,
  'customers.edit': staff,
  'customers.delete': managers,
  'customers.merge': managers,
  'customers.assign': managers,
  'customers.bulk': managers,
  'customers.import': managers,
  'customers.export': ['admin', 'manager', 'readonly'],
  'orders.read': everyone,
  'orders.create': managers,
  'orders.edit': managers,
  'orders.delete': managers,
  'orders.refund': managers,
  'orders.payment': managers,
  /** Requests a return, and changes or cancels it while nobody has decided. */
  'orders.return': staff,
  'orders.decide-return': managers,
  'orders.status': staff,
  'orders.ship': staff,
  'orders.note': staff,
  'orders.import': managers,
  'orders.export': ['admin', 'manager', 'readonly'],
  'products.read': everyone,
  'imports.read': managers,
  'exports.read': ['admin', 'manager', 'readonly'],
  'exports.manage': ['admin', 'manager', 'readonly'],
  'imports.edit': managers,
  'imports.undo': managers,
  'tags.read': everyone,
  'tags.use': staff,
  'tags.define': managers,
  'custom-fields.read': everyone,
  'custom-fields.define': managers,
  'views.read': everyone,
  'views.edit': everyone,
  'views.share': managers,
  'timeline.read': everyone,
  'analytics.read': everyone,
  'exchange-rates.read': everyone,
  'exchange-rates.edit': managers,
  'jobs.read': managers,
  'jobs.replay': managers,
  'jobs.pause': managers,
  'jobs.cancel': managers,
  'session.end': everyone,
  'profile.read': everyone,
  'profile.edit': everyone,
  'colleagues.read': everyone,
  'users.manage': admins,
  'invitations.manage': admins,
  'system-mails.read': admins,
  'caught-mails.read': admins,
  'settings.read': everyone,
  'settings.edit': admins,
  'audit.read': managers,
  'webhooks.read': managers,
  'webhooks.edit': managers,
  'integrations.read': managers,
  'integrations.edit': managers,
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions
