// The two workspaces of the demo: one full, and a small second one that makes it visible that workspaces are apart.
import type { NewTenant } from '@portolan/identity'
import type { Role } from '@portolan/contracts'
import { countries } from './countries'
import { ceramics, kitchenware } from './products'
import type { ShopPlan } from './shop'

export interface DemoMember {
  readonly role: Role
  readonly email: string
  readonly first_name: string
  readonly last_name: string
  /** Whether the demo hands out the sign-in. */
  readonly isShown: boolean
}

export interface Demo {
  readonly tenant: Omit<NewTenant, 'admin'>
  /** The first is the administrator. */
  readonly members: readonly [DemoMember, ...DemoMember[]]
  readonly plan: ShopPlan
}

const member = (role: Role, email: string, name: string): DemoMember => {
  const [first_name = '', last_name = ''] = name.split(' ')
  return { role, email, first_name, last_name, isShown: true }
}

export const demos: readonly Demo[] = [
  {
    tenant: {
      name: 'Harbour & Vine',
      slug: 'harbour-vine',
      default_currency: 'EUR',
      timezone: 'Europe/Amsterdam',
      language: 'en',
      countries_served: countries.map(({ code }) => code),
    },
    members: [
      member('admin', 'admin@harbour-vine.example', 'Marieke Hoekstra'),
      member('manager', 'manager@harbour-vine.example', 'Tomás Ferreira'),
      member('agent', 'agent@harbour-vine.example', 'Aylin Demir'),
      member('readonly', 'readonly@harbour-vine.example', 'Piet Kramer'),
      { ...member('agent', 'mei@harbour-vine.example', 'Mei Tanaka'), isShown: false },
    ],
    plan: { seed: 20_260_101, customers: 2000, orders: 6000, days: 730, prefix: 'HV', products: kitchenware },
  },
  {
    tenant: {
      name: 'Atelier Nord',
      slug: 'atelier-nord',
      default_currency: 'SEK',
      timezone: 'Europe/Stockholm',
      language: 'en',
      countries_served: ['SE', 'DK', 'DE'],
    },
    members: [
      member('admin', 'admin@atelier-nord.example', 'Astrid Lund'),
      member('manager', 'manager@atelier-nord.example', 'Henrik Dahl'),
      member('agent', 'agent@atelier-nord.example', 'Ebba Strand'),
      member('readonly', 'readonly@atelier-nord.example', 'Olle Frisk'),
    ],
    plan: {
      seed: 7,
      customers: 60,
      orders: 150,
      days: 730,
      prefix: 'AN',
      products: ceramics,
      countries: countries.filter(({ code }) => ['SE', 'DK', 'DE'].includes(code)),
    },
  },
]
