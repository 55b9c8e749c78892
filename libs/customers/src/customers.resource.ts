import { isCountryCode, isCurrency } from '@portolan/contracts'
import { column, defineResource, filter, nested, sort } from '@portolan/platform'
import { CustomerDto, CustomerIdentityRowDto } from './customer.answer.dto'
import { customerStatuses } from './customer.dto'
import { ownFields } from './fields/custom-fields'
import { searchedPhone } from './phones'
import { reachableFilter } from './reachable'

const tags = nested.many(
  `select t.id, t.name, t.colour from customer_tags ct
     join tags t on t.tenant_id = ct.tenant_id and t.id = ct.tag_id
    where ct.tenant_id = current_tenant() and ct.customer_id = c.id order by t.name_lower`,
)
const identities = nested.many(
  `select i.id, i.source, i.external_id, ${column.time('i.created_at')} as created_at from customer_identities i
    where i.tenant_id = current_tenant() and i.customer_id = c.id order by i.created_at desc, i.id desc`,
)
const merged_from = nested.many(
  `select m.loser_id as id, nullif(coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.company_name, l.email), '') as name,
          m.winner_id, ${column.time('m.merged_at')} as merged_at, m.merged_by,
          (select nullif(concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, '')), '') from members_v1 u
            where u.tenant_id = current_tenant() and u.id = m.merged_by) as merged_by_name
     from customer_merges m
     left join customers l on l.tenant_id = current_tenant() and l.id = m.loser_id
    where m.tenant_id = current_tenant() and m.into_id = c.id and m.undone_at is null order by m.merged_at desc, m.id desc`,
)
const orders = nested.many(
  `select o.id, o.order_number, o.status, o.payment_status, ${column.time('o.placed_at')} as placed_at,
          ${column.money('o.total_amount', 'o.currency')} as total_amount, o.currency
     from orders_v1 o where o.tenant_id = current_tenant() and o.customer_id = c.id order by o.placed_at desc, o.id desc`,
)

function tagged(condition: string): string {
  return `exists (select from customer_tags ct join tags t on t.tenant_id = ct.tenant_id and t.id = ct.tag_id
    where ct.tenant_id = current_tenant() and ct.customer_id = c.id${condition})`
}

export const customersResource = defineResource<CustomerDto>({
  name: 'customer',
  answer: CustomerDto,
  from: 'customers c',
  where: 'c.merged_at is null',
  deletedAt: 'c.deleted_at',
  agentScope: 'c.assigned_to',
  version: 'c.version',
  fields: {
    id: 'c.id',
    first_name: 'c.first_name',
    last_name: 'c.last_name',
    company_name: 'c.company_name',
    email: 'c.email',
    phone: 'c.phone',
    phone_e164: 'c.phone_e164',
    country_code: 'c.country_code',
    region: 'c.region',
    city: 'c.city',
    postal_code: 'c.postal_code',
    address_line1: 'c.address_line1',
    address_line2: 'c.address_line2',
    timezone: 'c.timezone',
    language: 'c.language',
    currency: 'c.currency',
    status: 'c.status',
    custom_fields: 'c.custom_fields',
    assigned_to: 'c.assigned_to',
    assigned_to_name: `(select nullif(concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, '')), '') from members_v1 u where u.tenant_id = current_tenant() and u.id = c.assigned_to)`,
    lifetime_value: column.money('c.lifetime_value', 'c.lifetime_value_currency'),
    lifetime_value_currency: 'c.lifetime_value_currency',
    total_orders: 'c.total_orders',
    average_order_value: column.money('c.average_order_value', 'c.lifetime_value_currency'),
    first_order_date: column.time('c.first_order_date'),
    last_order_date: column.time('c.last_order_date'),
    orders_without_rate: 'c.orders_without_rate',
    version: 'c.version',
    created_at: column.time('c.created_at'),
    updated_at: column.time('c.updated_at'),
    deleted_at: column.time('c.deleted_at'),
  },
  include: { tags, identities, orders },
  detail: { tags, identities, merged_from },
  filters: {
    id: filter.uuid('c.id'),
    email: filter.text('c.email_lower', { lower: true, nullable: true }),
    phone_e164: filter.text('c.phone_e164', { nullable: true }),
    company_name: filter.text('c.company_name', { nullable: true }),
    country_code: filter.code('c.country_code', isCountryCode, { aliases: ['country'], nullable: true }),
    city: filter.text('c.city', { nullable: true }),
    status: filter.oneOf('c.status', customerStatuses),
    language: filter.text('c.language'),
    currency: filter.code('c.currency', isCurrency),
    reachable_now: reachableFilter('c.timezone'),
    tag: filter.text('t.name_lower', {
      lower: true,
      any: (names) => tagged(` and t.name_lower = any(${names})`),
      none: `not ${tagged('')}`,
    }),
    assigned_to: filter.uuid('c.assigned_to', { nullable: true }),
    lifetime_value: filter.money('c.lifetime_value', 'tenant'),
    average_order_value: filter.money('c.average_order_value', 'tenant'),
    total_orders: filter.integer('c.total_orders'),
    first_order_date: filter.time('c.first_order_date', { nullable: true }),
    last_order_date: filter.time('c.last_order_date', { nullable: true }),
    created_at: filter.time('c.created_at'),
    updated_at: filter.time('c.updated_at'),
  },
  sorts: {
    created_at: sort.time('c.created_at'),
    updated_at: sort.time('c.updated_at'),
    name: sort.text('c.sort_name'),
    lifetime_value: sort.money('c.lifetime_value'),
    total_orders: sort.integer('c.total_orders'),
    last_order_date: sort.time('c.last_order_date', { nullable: true }),
  },
  defaultSort: '-created_at',
  own: ownFields('customers', 'c'),
  search: {
    looksThrough:
      'names, companies, e-mail addresses and phone numbers, however they are written, the newest 10,000 matches of them',
    prepare: searchedPhone,
    found: (text) => `find_customers(${text})`,
    where: (text) => `c.id in (select search_customers(${text}))`,
  },
  count: 'customers',
  counts: { table: 'customer_counts', by: ['country_code', 'status'] },
  countsOfAgents: ['country_code', 'status'],
  hot: ['country_code', 'status', 'country_code,status', 'assigned_to', 'email', 'phone_e164', 'reachable_now', 'id'],
})

export const identitiesResource = defineResource<CustomerIdentityRowDto>({
  name: 'identity',
  answer: CustomerIdentityRowDto,
  from: 'customer_identities i',
  fields: {
    id: 'i.id',
    customer_id: 'i.customer_id',
    source: 'i.source',
    external_id: 'i.external_id',
    created_at: column.time('i.created_at'),
  },
  filters: {
    customer_id: filter.uuid('i.customer_id'),
    source: filter.text('i.source'),
    external_id: filter.text('i.external_id'),
  },
  sorts: { created_at: sort.time('i.created_at') },
  defaultSort: '-created_at',
  hot: ['customer_id'],
})
