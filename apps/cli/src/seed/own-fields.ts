// Fields and views of a workspace's own, as its people would have made them. What the made-up shop fills in is beside it.
import type { INestApplicationContext } from '@nestjs/common'
import { CustomFieldsService, type CreateCustomFieldDto } from '@portolan/customers'
import { ViewsService, type CreateViewDto } from '@portolan/identity'
import { Database } from '@portolan/platform'
import { unlessThere } from './refusals'

export const contactWays = ['e-mail', 'phone', 'chat'] as const
const warehouses = ['Rotterdam', 'Lyon'] as const

const fields: readonly CreateCustomFieldDto[] = [
  {
    applies_to: 'customers',
    key: 'shop_account',
    type: 'text',
    unique: true,
    labels: {
      en: 'Shop account',
      es: 'Cuenta en la tienda',
      fr: 'Compte de la boutique',
      de: 'Konto im Shop',
      zh: '商店账户',
      ar: 'حساب المتجر',
      bg: 'Профил в магазина',
    },
  },
  {
    applies_to: 'customers',
    key: 'preferred_contact',
    type: 'select',
    options: [...contactWays],
    labels: {
      en: 'Preferred contact',
      es: 'Contacto preferido',
      fr: 'Contact préféré',
      de: 'Bevorzugter Kontakt',
      zh: '首选联系方式',
      ar: 'وسيلة التواصل المفضلة',
      bg: 'Предпочитан контакт',
    },
  },
  {
    applies_to: 'orders',
    key: 'gift_wrap',
    type: 'boolean',
    labels: {
      en: 'Gift wrap',
      es: 'Envoltorio de regalo',
      fr: 'Papier cadeau',
      de: 'Geschenkpapier',
      zh: '礼品包装',
      ar: 'تغليف هدية',
      bg: 'Опаковка за подарък',
    },
  },
  {
    applies_to: 'orders',
    key: 'warehouse',
    type: 'select',
    options: [...warehouses],
    labels: {
      en: 'Warehouse',
      es: 'Almacén',
      fr: 'Entrepôt',
      de: 'Lager',
      zh: '仓库',
      ar: 'المستودع',
      bg: 'Склад',
    },
  },
]

const views: readonly CreateViewDto[] = [
  { list: 'customers', name: 'Big spenders', filters: { 'lifetime_value[gte]': '1000' }, sort: '-lifetime_value' },
  { list: 'customers', name: 'To be phoned', filters: { 'custom_fields.preferred_contact': 'phone' } },
  { list: 'orders', name: 'To be sent', filters: { status: 'processing' }, sort: 'placed_at' },
  {
    list: 'orders',
    name: 'To be wrapped',
    filters: { 'custom_fields.gift_wrap': 'true', status: 'pending,processing' },
  },
]

/** Which warehouse sends an order, and whether it is wrapped. */
export function fieldsOfOrder(turn: number): Record<string, unknown> {
  const warehouse = warehouses[turn % warehouses.length]
  return turn % 5 === 0 ? { warehouse, gift_wrap: true } : { warehouse }
}

/** Defines the fields of the ambient workspace, before anything is filled in. */
export async function defineFields(services: INestApplicationContext): Promise<void> {
  for (const field of fields)
    await unlessThere('custom_field.key_taken', services.get(CustomFieldsService).create(field))
}

/** Saves views that everybody in the ambient workspace sees; those of an earlier seed stay as people left them. */
export async function saveViews(services: INestApplicationContext): Promise<void> {
  const standing = await services.get(Database).read('select from views where tenant_id = current_tenant() limit 1')
  if (standing.length) return
  for (const view of views) await services.get(ViewsService).create({ ...view, shared: true })
}
